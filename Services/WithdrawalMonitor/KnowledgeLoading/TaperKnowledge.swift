import KnowledgeFiles
import MedicationDomain

/// The taper templates.
enum TaperKnowledge {
    static func read(_ table: inout ParameterTable) throws -> TaperRules {
        TaperRules(
            fromAge: try table.integer("taper.from-age", .year), standard: try template("standard", &table),
            cautious: try template("cautious", &table),
            fast: try template("fast", &table), cautiousFromAge: try table.integer("taper.cautious-age", .year),
            cautiousAboveCourseDays: try table.integer("taper.cautious-course", .day),
            cautiousFromRisk: try table.integer("taper.cautious-risk", .point),
            fastBelowCourseDays: try table.integer("taper.fast-course", .day),
            fastUpToMilligrams: try table.number("taper.fast-dose", .milligramPerDay),
            gridMilligrams: try table.positive("taper.grid", .milligram),
            maximumDailyDoseMilligrams: try table.number("taper.maximum", .milligramPerDay),
            fourDosesAboveMilligrams: try table.number("taper.four-doses-above", .milligramPerDay),
            tabletStrengthsMilligrams: try table.list("taper.tablets", .milligram) { try $0.double() },
            scoredStrengthsMilligrams: try table.list("taper.scored", .milligram) { try $0.double() },
            stepBackDays: try table.integer("taper.step-back", .day))
    }

    private static func template(_ name: String, _ table: inout ParameterTable) throws -> TaperRules.Template {
        let (text, approvedBy) = try table.rule("taper-\(name)")
        let steps = try table.list("taper.\(name).steps", .milligramPerDay) { node in
            let fields = try node.mapping(allowed: ["above", "step"])
            let step = try fields.double("step")
            guard step > 0 else { throw try fields.required("step").error(.invalid, "a step must go down") }
            return TaperRules.StepBand(aboveMilligrams: try fields.double("above"), stepMilligrams: step)
        }
        return TaperRules.Template(
            reference: text.reference, approvedBy: approvedBy,
            intervalDays: try table.integer("taper.\(name).interval", .day),
            minimumDays: try table.integer("taper.\(name).minimum", .day),
            steps: steps.sorted { $0.aboveMilligrams > $1.aboveMilligrams })
    }
}
