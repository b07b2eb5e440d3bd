public import JSONCoding
import MedicationDomain

// The JSON of what a hospital said without `Codable`: every record of a hospital is written and read once on its way to the
// judge, and orders, which are most of them, stand in the chart of their patient as well. Other facts are left to `Codable`.

extension HospitalFacts {
    public static func decode(_ json: [UInt8], type: EventType) throws -> HospitalFacts {
        if let facts = try? PlainReader.read(json, HospitalFacts.init(_:)), facts.type == type { return facts }
        // What is odd about it is for the general decoder to say.
        let facts: HospitalFacts = try PayloadCoding.decode(json)
        guard facts.type == type else { throw PayloadError(code: .typeMismatch, path: "$") }
        return facts
    }

    public func encode() throws -> [UInt8] {
        try PlainWriter.text { json in
            try json.write("facts", facts) { try $0.write(to: &$1) }
            json.write("patientId", patientId.rawValue)
        }
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(patientId: try json.value("patientId"), facts: try json.list("facts", HospitalFact.init))
    }
}

extension HospitalFact {
    func write(to json: inout PlainWriter) throws {
        if case .order = content {
            try json.write("content") { try content.write(to: &$0) }
        } else {
            try json.writeCoded("content", content)
        }
        json.write("resource", resource)
        json.write("version") { version.write(to: &$0) }
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        let content: Content
        if let order = try HospitalFact.order(in: json) {
            content = .order(order)
        } else if let other = try json.coded("content", Content.self) {
            content = other
        } else {
            throw PlainReader.NotPlain()
        }
        self.init(
            resource: try json.string("resource"), version: try SourceVersion(json.object("version")), content: content)
    }

    /// Nil for what is no order.
    private static func order(in json: PlainReader) throws(PlainReader.NotPlain) -> OrderFact? {
        guard try json.object("content").optionalObject("order") != nil else { return nil }
        var order: OrderFact?
        try json.eachMember(of: "content") { name, content throws(PlainReader.NotPlain) in
            // A fact that says two things at once says nothing.
            guard name == "order", order == nil else { throw PlainReader.NotPlain() }
            order = try OrderFact(content.object("_0"))
        }
        return order
    }
}

extension HospitalFact.Content {
    /// The JSON of the content alone, as it stands in a fact.
    public func encode() throws -> [UInt8] {
        if case .order = self { return try PlainWriter.text(write) }
        return try PayloadCoding.encode(self)
    }

    fileprivate func write(to json: inout PlainWriter) throws {
        guard case .order(let order) = self else { return }
        try json.write("order") { json in try json.write("_0") { try order.write(to: &$0) } }
    }
}

extension SourceVersion {
    public func write(to json: inout PlainWriter) {
        json.write("lastUpdated", lastUpdated?.description)
        json.write("versionId", versionId)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            versionId: try json.optionalString("versionId"), lastUpdated: try json.optionalInstant("lastUpdated"))
    }
}

extension OrderFact {
    public func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        json.write("category", category)
        json.write("courseOfTherapy", courseOfTherapy)
        try json.write("daysSupply", daysSupply)
        try json.write("dosageInstructions", dosageInstructions) { try $0.write(to: &$1) }
        json.write("encounterId", encounterId?.rawValue)
        json.write("indication", indication)
        json.write("locationId", locationId?.rawValue)
        try json.write("medication") { try medication.write(to: &$0) }
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
            status: try json.value("status"), medication: try Medication(json.object("medication")),
            route: try json.optionalValue("route"),
            dosageInstructions: try json.list("dosageInstructions", DosageInstruction.init),
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

extension EarlierOrder {
    public func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        try json.write("dosageInstructions", dosageInstructions) { try $0.write(to: &$1) }
        try json.write("medication") { try medication.write(to: &$0) }
        json.write("route", route?.rawValue)
        json.write("until", until.description)
        json.write("version") { version.write(to: &$0) }
        json.write("wasTaken", wasTaken)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        version = try SourceVersion(json.object("version"))
        medication = try Medication(json.object("medication"))
        route = try json.optionalValue("route")
        dosageInstructions = try json.list("dosageInstructions", DosageInstruction.init)
        authoredAt = try json.optionalInstant("authoredAt")
        until = try json.instant("until")
        wasTaken = try json.optionalFlag("wasTaken")
    }
}
