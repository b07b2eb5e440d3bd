import EventContracts
import KnowledgeFiles
import MedicationDomain

/// Reads the knowledge of the titration planner.
enum TitrationReading {
    static func rules(_ root: KnowledgeNode) throws -> TitrationRules {
        let fields = try root.mapping(allowed: ["version", "schedules", "products", "times", "numbers"])
        let version = try fields.string("version")
        let numbers = try numbers(try fields.required("numbers"))
        let times = try times(try fields.required("times"))
        let most = Int(bounding: numbers.mostDoses.values.map(\.number).max() ?? 0)
        for count in 1...max(1, most) where times[count] == nil {
            throw try fields.required("times").error(.missingKey, "times for \(count) doses a day are missing")
        }
        return TitrationRules(
            version: version, schedules: try schedules(try fields.required("schedules"), version: version),
            products: try products(try fields.required("products")), times: times, numbers: numbers)
    }

    private static func schedules(
        _ node: KnowledgeNode, version: String
    ) throws -> [TitrationRules.Kind: TitrationRules.Schedule] {
        var found: [TitrationRules.Kind: TitrationRules.Schedule] = [:]
        for entry in try node.list() {
            let fields = try entry.mapping(
                allowed: ["schedule", "id", "description", "evidence", "cite", "approved-by", "approved-on"])
            _ = try fields.string("description")
            let approvedBy = try fields.optionalString("approved-by")
            guard (approvedBy == nil) == (try fields.optionalDay("approved-on") == nil) else {
                throw entry.error(.missingKey, "approved-by and approved-on go together")
            }
            let schedule = TitrationRules.Schedule(
                reference: RuleReference(
                    id: RuleID(rawValue: try fields.string("id")), version: version, evidence: try fields.evidence(),
                    citations: try fields.citations()), approvedBy: approvedBy)
            let kind: TitrationRules.Kind = try fields.choice("schedule")
            guard found.updateValue(schedule, forKey: kind) == nil else {
                throw entry.error(.duplicateEntry, "schedule \(kind.rawValue) is given twice")
            }
        }
        for kind in TitrationRules.Kind.allCases where found[kind] == nil {
            throw node.error(.missingKey, "schedule \(kind.rawValue) is missing")
        }
        return found
    }

    private static func products(_ node: KnowledgeNode) throws -> [DoseForm: TitrationRules.Product] {
        var found: [DoseForm: TitrationRules.Product] = [:]
        for entry in try node.list() {
            let fields = try entry.mapping(allowed: ["form", "unit", "strengths", "scored", "evidence", "cite"])
            _ = (try fields.evidence(), try fields.citations())
            let form: DoseForm = try fields.choice("form")
            guard let kind = TitrationProduct.Kind(form) else {
                throw try fields.required("form").error(.notAllowed, "no plan is made with \(form.rawValue)")
            }
            let unit: ParameterUnit = try fields.required("unit").choice(code: .unknownUnit)
            guard unit == (kind == .liquid ? .milligramPerMilliliter : .milligram) else {
                throw try fields.required("unit").error(
                    .unitMismatch, "\(form.rawValue) is not given in \(unit.rawValue)")
            }
            let strengths = try fields.list("strengths").map { try $0.double() }
            let scored = try fields.optionalList("scored").map { try $0.double() }
            guard !strengths.isEmpty, strengths.allSatisfy({ $0 > 0 }), Set(scored).isSubset(of: strengths) else {
                throw entry.error(.invalid, "strengths are above 0, and scored ones are among them")
            }
            let product = TitrationRules.Product(strengths: strengths, scored: scored)
            guard found.updateValue(product, forKey: form) == nil else {
                throw entry.error(.duplicateEntry, "\(form.rawValue) is given twice")
            }
        }
        return found
    }

    private static func times(_ node: KnowledgeNode) throws -> [Int: [String]] {
        var found: [Int: [String]] = [:]
        for entry in try node.list() {
            let fields = try entry.mapping(allowed: ["doses", "at", "evidence", "cite"])
            _ = (try fields.evidence(), try fields.citations())
            let (count, times) = (try fields.integer("doses"), try fields.strings("at"))
            guard times.count == count, times == Set(times).sorted(), times.allSatisfy(isTimeOfDay) else {
                throw entry.error(.invalid, "\(count) different times of day are needed, HH:MM, the earliest first")
            }
            guard found.updateValue(times, forKey: count) == nil else {
                throw entry.error(.duplicateEntry, "times for \(count) doses are given twice")
            }
        }
        return found
    }

    private static func isTimeOfDay(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
            let minute = Int(parts[1])
        else { return false }
        return (0..<24).contains(hour) && (0..<60).contains(minute)
    }

    private static func numbers(_ node: KnowledgeNode) throws -> TitrationRules.Numbers {
        var table = try NumberTable(node)
        let numbers = TitrationRules.Numbers(
            firstSingleDose: try table.takePositive("first-single-dose", .milligram),
            lastRiseFrom: try table.takePositive("last-rise-from", .milligramPerDay),
            lastRiseTo: try table.takePositive("last-rise-to", .milligramPerDay),
            daysPerCarefulStep: try table.takePositive("days-per-careful-step", .day),
            childDaysPerStep: try table.takePositive("child-days-per-step", .day),
            mostDoses: try table.takePositive("most-doses", .perDay),
            childDoses: try table.takePositive("child-doses", .perDay),
            doseStep: try table.takePositive("dose-step", .milligram),
            volumeStep: try table.takePositive("volume-step", .milliliter),
            youngestAge: try table.take("youngest-age", .year),
            adultFromAge: try table.takePositive("adult-from-age", .year),
            olderFromAge: try table.takePositive("older-from-age", .year),
            carefulBelowGFR: try table.takePositive("careful-below-gfr", .milliliterPerMinutePer173),
            lowGFRStart: try table.takePositive("low-gfr-start", .milligramPerDay),
            unknownGFRPlannedAs: try table.takePositive("unknown-gfr-planned-as", .milliliterPerMinutePer173),
            reviewWeeks: try table.takePositive("review-weeks", .week))
        try table.finish()
        return numbers
    }
}
