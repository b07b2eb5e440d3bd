public import JSONCoding
import MedicationDomain

// The JSON of a hand-over without `Codable`: it holds all facts of a record and is told anew with each of them.

extension PatientHandover: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("facts", facts)
        json.write("from", from.rawValue)
        json.write("isInForce", isInForce)
        try json.write("merges", merges)
        json.write("patientId", patientId.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            patientId: try json.value("patientId"), from: try json.value("from"),
            isInForce: try json.flag("isInForce"), facts: try json.plains("facts"), merges: try json.plains("merges"))
    }
}

extension PatientMerge: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("retired", retired.rawValue)
        json.write("survivor", survivor.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            retired: try json.value("retired"), survivor: try json.value("survivor"))
    }
}

extension HandedFact: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("fact", fact)
        try json.write("order", order)
        json.write("origin", origin.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            origin: try json.value("origin"), fact: try json.plain("fact"), order: try json.optionalPlain("order"))
    }
}

extension HandedOrder: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("changedAt", changedAt?.description)
        try json.write("earlier", earlier)
        json.write("releasedRules", releasedRules?.map(\.rawValue))
        json.write("status", status?.rawValue)
        json.write("wasLetThrough", wasLetThrough)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            status: try json.optionalValue("status"), changedAt: try json.optionalInstant("changedAt"),
            wasLetThrough: try json.optionalFlag("wasLetThrough"),
            releasedRules: try json.optionalValues("releasedRules"), earlier: try json.optionalPlains("earlier"))
    }
}
