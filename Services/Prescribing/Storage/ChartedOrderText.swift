import EventContracts
import JSONCoding
import MedicationDomain

// The orders are the larger part of most charts: what holds for the chart's text holds for theirs.

extension ChartedOrder: PlainJSON {
    private enum CodingKeys: CodingKey {
        case changedAt, earlier, fact, heldUntil, holdingRules, isAmended, releasedRules, seenAt, status, version
        case wasHandedOver, wasLetThrough
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(changedAt, forKey: .changedAt)
        try container.encode(earlier, forKey: .earlier)
        try container.encode(fact, forKey: .fact)
        try container.encodeIfPresent(heldUntil, forKey: .heldUntil)
        try container.encode(holdingRules, forKey: .holdingRules)
        try container.encode(isAmended, forKey: .isAmended)
        try container.encodeIfPresent(releasedRules, forKey: .releasedRules)
        try container.encodeIfPresent(seenAt, forKey: .seenAt)
        try container.encodeIfPresent(status, forKey: .status)
        try container.encodeIfPresent(version, forKey: .version)
        try container.encodeIfPresent(wasHandedOver, forKey: .wasHandedOver)
        try container.encodeIfPresent(wasLetThrough, forKey: .wasLetThrough)
    }

    func write(to json: inout PlainWriter) throws {
        json.write("changedAt", changedAt?.description)
        try json.write("earlier", earlier)
        try json.write("fact", fact)
        json.write("heldUntil", heldUntil?.description)
        json.write("holdingRules", holdingRules.map(\.rawValue))
        json.write("isAmended", isAmended)
        json.write("releasedRules", releasedRules?.map(\.rawValue))
        json.write("seenAt", seenAt?.description)
        json.write("status", status?.rawValue)
        try json.write("version", version)
        json.write("wasHandedOver", wasHandedOver)
        json.write("wasLetThrough", wasLetThrough)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(fact: try container.decode(OrderFact.self, forKey: .fact))
        changedAt = try container.decodeIfPresent(Instant.self, forKey: .changedAt)
        // Orders written before their history was kept have none.
        earlier = try container.decodeIfPresent([EarlierOrder].self, forKey: .earlier) ?? []
        heldUntil = try container.decodeIfPresent(Instant.self, forKey: .heldUntil)
        holdingRules = try container.decode([RuleID].self, forKey: .holdingRules)
        isAmended = try container.decode(Bool.self, forKey: .isAmended)
        releasedRules = try container.decodeIfPresent([RuleID].self, forKey: .releasedRules)
        seenAt = try container.decodeIfPresent(Instant.self, forKey: .seenAt)
        status = try container.decodeIfPresent(OrderEvent.Status.self, forKey: .status)
        version = try container.decodeIfPresent(SourceVersion.self, forKey: .version)
        wasHandedOver = try container.decodeIfPresent(Bool.self, forKey: .wasHandedOver)
        wasLetThrough = try container.decodeIfPresent(Bool.self, forKey: .wasLetThrough)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(fact: try json.plain("fact"))
        changedAt = try json.optionalInstant("changedAt")
        earlier = try json.plains("earlier")
        heldUntil = try json.optionalInstant("heldUntil")
        holdingRules = try json.values("holdingRules")
        isAmended = try json.flag("isAmended")
        releasedRules = try json.optionalValues("releasedRules")
        seenAt = try json.optionalInstant("seenAt")
        status = try json.optionalValue("status")
        version = try json.optionalPlain("version")
        wasHandedOver = try json.optionalFlag("wasHandedOver")
        wasLetThrough = try json.optionalFlag("wasLetThrough")
    }
}
