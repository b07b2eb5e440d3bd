public import JSONCoding
import MedicationDomain

// The JSON of what was handed out, given and taken without `Codable`.

extension DispenseEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("daysSupply", daysSupply)
        json.write("dispenseId", dispenseId.rawValue)
        json.write("handedOverAt", handedOverAt?.description)
        try json.write("medication", medication)
        json.write("orderId", orderId?.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("pharmacyId", pharmacyId?.rawValue)
        try json.write("quantity", quantity)
        try json.write("quantityMilligrams", quantityMilligrams)
        json.write("refillsLeft", refillsLeft)
        json.write("status", status.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            dispenseId: try json.value("dispenseId"), patientId: try json.value("patientId"),
            status: try json.value("status"), orderId: try json.optionalValue("orderId"),
            medication: try json.plain("medication"), quantity: try json.optionalPlain("quantity"),
            quantityMilligrams: try json.optionalDouble("quantityMilligrams"),
            daysSupply: try json.optionalDouble("daysSupply"), handedOverAt: try json.optionalInstant("handedOverAt"),
            pharmacyId: try json.optionalValue("pharmacyId"), refillsLeft: try json.optionalInteger("refillsLeft"))
    }
}

extension AdministrationEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("administeredAt", administeredAt?.description)
        json.write("administrationId", administrationId.rawValue)
        try json.write("dose", dose)
        try json.write("medication", medication)
        json.write("orderId", orderId?.rawValue)
        json.write("outcome", outcome.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("route", route?.rawValue)
        json.write("status", status.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            administrationId: try json.value("administrationId"), patientId: try json.value("patientId"),
            status: try json.value("status"), outcome: try json.value("outcome"),
            orderId: try json.optionalValue("orderId"), medication: try json.plain("medication"),
            route: try json.optionalValue("route"), dose: try json.optionalPlain("dose"),
            administeredAt: try json.optionalInstant("administeredAt"))
    }
}

extension ReportedMedicationEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("dosageInstructions", dosageInstructions)
        json.write("endsAt", endsAt?.description)
        json.write("isActive", isActive)
        try json.write("medication", medication)
        json.write("patientId", patientId.rawValue)
        json.write("route", route?.rawValue)
        json.write("startsAt", startsAt?.description)
        json.write("statementId", statementId.rawValue)
        json.write("status", status.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            statementId: try json.value("statementId"), patientId: try json.value("patientId"),
            status: try json.value("status"), isActive: try json.flag("isActive"),
            medication: try json.plain("medication"), route: try json.optionalValue("route"),
            dosageInstructions: try json.plains("dosageInstructions"), startsAt: try json.optionalInstant("startsAt"),
            endsAt: try json.optionalInstant("endsAt"))
    }
}
