import EventContracts
import JSONCoding
import MedicationDomain

// The JSON of a medicine in the list of a patient without `Codable`: every event of an order writes it.

extension PatientMedicine: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("authoredAt", authoredAt?.description)
        json.write("changedAt", changedAt?.description)
        try json.write("checks", checks)
        try json.write("dailyDoseMicrograms", dailyDoseMicrograms)
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        json.write("dosage", dosage)
        json.write("encounterId", encounterId?.rawValue)
        json.write("endsAt", endsAt?.description)
        json.write("isHandedBack", isHandedBack)
        try json.write("medication", medication)
        json.write("orderId", orderId.rawValue)
        json.write("prescriberId", prescriberId?.rawValue)
        json.write("priorOrderId", priorOrderId?.rawValue)
        json.write("refillsLeft", refillsLeft)
        json.write("route", route?.rawValue)
        json.write("startsAt", startsAt?.description)
        json.write("status", status.rawValue)
        json.write("statusReason", statusReason)
        json.write("text", text)
        json.write("therapyContext", therapyContext?.rawValue)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        orderId = try json.value("orderId")
        text = try json.string("text")
        status = try json.value("status")
        route = try json.optionalValue("route")
        dailyDoseMilligrams = try json.optionalDouble("dailyDoseMilligrams")
        dailyDoseMicrograms = try json.optionalDouble("dailyDoseMicrograms")
        medication = try json.optionalPlain("medication")
        dosage = try json.optionalStrings("dosage")
        statusReason = try json.optionalString("statusReason")
        authoredAt = try json.optionalInstant("authoredAt")
        changedAt = try json.optionalInstant("changedAt")
        encounterId = try json.optionalValue("encounterId")
        priorOrderId = try json.optionalValue("priorOrderId")
        checks = try json.optionalPlain("checks")
        startsAt = try json.optionalInstant("startsAt")
        endsAt = try json.optionalInstant("endsAt")
        therapyContext = try json.optionalValue("therapyContext")
        prescriberId = try json.optionalValue("prescriberId")
        refillsLeft = try json.optionalInteger("refillsLeft")
        isHandedBack = try json.optionalFlag("isHandedBack")
    }
}
