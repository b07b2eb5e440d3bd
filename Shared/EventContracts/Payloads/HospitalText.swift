public import JSONCoding
import MedicationDomain

// The JSON of what a hospital said without `Codable`: every record of a hospital is written and read once on its way to the
// judge, and orders, which are most of them, stand in the chart of their patient as well. Other facts are left to `Codable`.

extension HospitalFacts: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("facts", facts)
        json.write("patientId", patientId.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(patientId: try json.value("patientId"), facts: try json.plains("facts"))
    }
}

extension HospitalFact: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("content", content)
        json.write("resource", resource)
        try json.write("version", version)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            resource: try json.string("resource"), version: try json.plain("version"),
            content: try json.plain("content"))
    }
}

extension HospitalFact.Content: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        switch self {
        case .order(let order): try json.write("order", Wrapped(order))
        case .dispense(let dispense): try json.write("dispense", Wrapped(dispense))
        case .administration(let administration): try json.write("administration", Wrapped(administration))
        case .reportedMedication(let report): try json.write("reportedMedication", Wrapped(report))
        case .patient(let patient): try json.write("patient", Wrapped(patient))
        case .observation(let observation): try json.write("observation", Wrapped(observation))
        case .condition(let condition): try json.write("condition", Wrapped(condition))
        case .allergy(let allergy): try json.write("allergy", Wrapped(allergy))
        case .stay(let stay): try json.write("stay", Wrapped(stay))
        case .coverage(let coverage): try json.write("coverage", Wrapped(coverage))
        case .claim(let claim): try json.write("claim") { try $0.writeCoded("_0", claim) }
        case .care(let care): try json.write("care", Wrapped(care))
        }
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        var content: HospitalFact.Content?
        try json.eachMember { name, json throws(PlainReader.NotPlain) in
            // A fact that says two things at once says nothing.
            guard content == nil else { throw PlainReader.NotPlain() }
            content = try HospitalFact.Content(name, json)
        }
        guard let content else { throw PlainReader.NotPlain() }
        self = content
    }

    private init(_ name: String, _ json: PlainReader) throws(PlainReader.NotPlain) {
        switch name {
        case "order": self = .order(try json.plain("_0"))
        case "dispense": self = .dispense(try json.plain("_0"))
        case "administration": self = .administration(try json.plain("_0"))
        case "reportedMedication": self = .reportedMedication(try json.plain("_0"))
        case "patient": self = .patient(try json.plain("_0"))
        case "observation": self = .observation(try json.plain("_0"))
        case "condition": self = .condition(try json.plain("_0"))
        case "allergy": self = .allergy(try json.plain("_0"))
        case "stay": self = .stay(try json.plain("_0"))
        case "coverage": self = .coverage(try json.plain("_0"))
        case "claim": self = .claim(try json.needed("_0"))
        case "care": self = .care(try json.plain("_0"))
        default: throw PlainReader.NotPlain()
        }
    }

    /// The JSON of the content alone, as it stands in a fact.
    public func encode() throws -> [UInt8] { try PayloadCoding.encode(self) }

    /// `Codable` writes what a case holds as a member of an object.
    private struct Wrapped<Value: PlainJSON>: PlainJSON {
        let value: Value
        init(_ value: Value) { self.value = value }
        func write(to json: inout PlainWriter) throws { try json.write("_0", value) }
        init(_ json: PlainReader) throws(PlainReader.NotPlain) { value = try json.plain("_0") }
    }
}

extension SourceVersion: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("lastUpdated", lastUpdated?.description)
        json.write("versionId", versionId)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            versionId: try json.optionalString("versionId"), lastUpdated: try json.optionalInstant("lastUpdated"))
    }
}

extension OrderFact: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        json.write("category", category)
        json.write("courseOfTherapy", courseOfTherapy)
        try json.write("daysSupply", daysSupply)
        try json.write("dosageInstructions", dosageInstructions)
        json.write("encounterId", encounterId?.rawValue)
        json.write("indication", indication)
        json.write("locationId", locationId?.rawValue)
        try json.write("medication", medication)
        json.write("orderId", orderId.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("pharmacyId", pharmacyId?.rawValue)
        json.write("prescriberId", prescriberId?.rawValue)
        json.write("priorOrderId", priorOrderId?.rawValue)
        json.write("refillsAllowed", refillsAllowed)
        json.write("route", route?.rawValue)
        json.write("status", status.rawValue)
        json.write("statusReasonCode", statusReasonCode)
        json.write("validFrom", validFrom?.description)
        json.write("validUntil", validUntil?.description)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            orderId: try json.value("orderId"), patientId: try json.value("patientId"),
            status: try json.value("status"), medication: try json.plain("medication"),
            route: try json.optionalValue("route"),
            dosageInstructions: try json.plains("dosageInstructions"),
            authoredAt: try json.optionalInstant("authoredAt"), priorOrderId: try json.optionalValue("priorOrderId"),
            encounterId: try json.optionalValue("encounterId"), locationId: try json.optionalValue("locationId"),
            prescriberId: try json.optionalValue("prescriberId"), indication: try json.strings("indication"),
            courseOfTherapy: try json.optionalString("courseOfTherapy"),
            statusReasonCode: try json.optionalString("statusReasonCode"),
            refillsAllowed: try json.optionalInteger("refillsAllowed"),
            daysSupply: try json.optionalDouble("daysSupply"), validFrom: try json.optionalInstant("validFrom"),
            validUntil: try json.optionalInstant("validUntil"), pharmacyId: try json.optionalValue("pharmacyId"),
            category: try json.optionalString("category"))
    }
}

extension EarlierOrder: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        try json.write("dosageInstructions", dosageInstructions)
        try json.write("medication", medication)
        json.write("route", route?.rawValue)
        json.write("until", until.description)
        try json.write("version", version)
        json.write("wasTaken", wasTaken)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        version = try json.plain("version")
        medication = try json.plain("medication")
        route = try json.optionalValue("route")
        dosageInstructions = try json.plains("dosageInstructions")
        authoredAt = try json.optionalInstant("authoredAt")
        until = try json.instant("until")
        wasTaken = try json.optionalFlag("wasTaken")
    }
}
