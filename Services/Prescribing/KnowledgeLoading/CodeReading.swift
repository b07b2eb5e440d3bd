import EventContracts
import KnowledgeFiles

/// Reads the code lists.
enum CodeReading {
    static func conditions(_ root: KnowledgeNode) throws -> ConditionGroups {
        var codes: [ConditionGroup: [ConditionGroups.Code]] = [:]
        for node in try root.mapping(allowed: ["version", "groups"]).list("groups") {
            let fields = try node.mapping(allowed: ["group", "description", "codes", "evidence", "cite"])
            _ = (try fields.string("description"), try fields.evidence(), try fields.citations())
            let group: ConditionGroup = try fields.choice("group")
            codes[group, default: []] += try fields.list("codes").map { entry in
                let code = try entry.mapping(allowed: ["system", "code", "and-below"])
                return ConditionGroups.Code(
                    system: try code.string("system"), code: try code.string("code"),
                    isPrefix: try code.optionalBoolean("and-below") ?? false)
            }
        }
        return ConditionGroups(codes: codes)
    }

    static func observations(_ root: KnowledgeNode) throws -> ObservationCodes {
        var result = ObservationCodes()
        for node in try root.mapping(allowed: ["version", "kinds"]).list("kinds") {
            let fields = try node.mapping(allowed: [
                "kind", "system", "codes", "unit", "units", "yes", "no", "evidence", "cite",
            ])
            _ = (try fields.evidence(), try fields.citations())
            let kind: ObservationEvent.Kind = try fields.choice("kind")
            var factors: [String: Double] = [:]
            for unit in try fields.optionalList("units") {
                let entry = try unit.mapping(allowed: ["code", "factor"])
                factors[try entry.string("code")] = try entry.double("factor")
            }
            let reading = ObservationCodes.Reading(
                kind: kind, unit: try fields.optionalString("unit"), factors: factors,
                yes: Set(try fields.optionalStrings("yes")), no: Set(try fields.optionalStrings("no")))
            let system = try fields.string("system")
            for code in try fields.strings("codes") {
                guard result.add(reading, system: system, code: code) else {
                    throw node.error(.duplicateEntry, "code \(code) is given twice")
                }
            }
        }
        return result
    }
}
