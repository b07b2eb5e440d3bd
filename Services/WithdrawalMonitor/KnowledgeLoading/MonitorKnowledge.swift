import KnowledgeFiles
import MedicationDomain
import ServiceRuntime

/// The knowledge folder, read into the plain values the policies take.
struct MonitorKnowledge: Sendable {
    var rules: MonitorRules
    var stamp: KnowledgeStamp

    /// The knowledge that travels in the binary.
    static func embedded() throws -> MonitorKnowledge { try load(.embedded(EmbeddedFiles.all)) }

    /// Throws a `KnowledgeError` with file and line when a value is missing, misspelt, uncited or in a wrong unit.
    static func load(_ source: KnowledgeSource) throws -> MonitorKnowledge {
        let folder = try source.open()
        var table = try ParameterTable(folder)
        let rules = MonitorRules(
            supply: try supply(&table), stop: try stop(&table), runOut: try RunOutKnowledge.read(&table),
            earlyRefill: try RunOutKnowledge.earlyRefill(&table), risk: try risk(&table),
            episode: EpisodeRules(
                enteralWatchDays: try table.number("episode.enteral-watch", .day),
                intrathecalWatchDays: try table.number("episode.intrathecal-watch", .day)),
            taper: try TaperKnowledge.read(&table), taperDeviation: try table.rule("taper-deviation").text,
            care: try CareKnowledge.read(&table), claims: try ClaimKnowledge.read(&table))
        try table.finish()
        return MonitorKnowledge(
            rules: rules,
            stamp: KnowledgeStamp(
                version: folder.version.version, hash: folder.version.hash, reviews: folder.reviews))
    }

    private static func supply(_ table: inout ParameterTable) throws -> SupplyRules {
        SupplyRules(
            carryOverDays: try table.integer("supply.carry-over", .day),
            mismatchPercent: try table.number("supply.mismatch", .percent),
            visitClasses: try table.list("supply.visit-classes", .text) { try $0.string() })
    }

    private static func stop(_ table: inout ParameterTable) throws -> StopRules {
        StopRules(
            text: try table.rule("abrupt-stop").text,
            settleWindow: .minutes(try table.number("stop.settle-window", .minute)),
            holdHours: try table.number("stop.hold", .hour), lookBackDays: try table.number("stop.look-back", .day),
            cutPercent: try table.number("stop.cut", .percent),
            reductionMilligrams: try table.number("stop.reduction", .milligramPerDay),
            reductionPercent: try table.number("stop.reduction-share", .percent),
            reductionPercentAboveMilligrams: try table.number("stop.reduction-share-above", .milligramPerDay),
            intrathecalReductionPercent: try table.number("stop.intrathecal-reduction-share", .percent),
            exposureMeanMilligrams: try table.number("stop.exposure-mean", .milligramPerDay),
            exposureMeanDays: try table.number("stop.exposure-mean-span", .day),
            exposureCourseDays: try table.integer("stop.exposure-course", .day),
            handOverDays: try table.number("stop.hand-over", .day))
    }

    private static func risk(_ table: inout ParameterTable) throws -> RiskRules {
        RiskRules(
            version: table.version, intrathecalPoints: try table.integer("risk.intrathecal", .point),
            dose: try table.list("risk.dose", .point, of: band),
            duration: try table.list("risk.duration", .point, of: band),
            conditions: try table.list("risk.conditions", .point, of: condition),
            kidneyBelow: try table.number("risk.kidney-below", .milliliterPerMinutePer173),
            kidneyPoints: try table.integer("risk.kidney", .point),
            kidneyValueDays: try table.number("risk.kidney-age", .day),
            sedativePoints: try table.integer("risk.sedative-stop", .point),
            sedativeATCPrefixes: try table.list("risk.sedative-atc", .text) { try $0.string() },
            sedativeStopDays: try table.number("risk.sedative-stop-span", .day),
            moderateFrom: try table.integer("risk.moderate-from", .point),
            highFrom: try table.integer("risk.high-from", .point),
            courseBreakDays: try table.integer("risk.course-break", .day))
    }

    private static func band(_ node: KnowledgeNode) throws -> RiskRules.Band {
        let fields = try node.mapping(allowed: ["from", "points"])
        return RiskRules.Band(from: try fields.double("from"), points: try fields.integer("points"))
    }

    private static func condition(_ node: KnowledgeNode) throws -> RiskRules.ConditionFactor {
        let fields = try node.mapping(allowed: ["name", "group", "points", "icd10", "snomed"])
        return RiskRules.ConditionFactor(
            name: try fields.string("name"), points: try fields.integer("points"),
            icd10Prefixes: try fields.strings("icd10"), snomedCodes: try fields.strings("snomed"),
            group: try fields.string("group"))
    }
}
