import EventContracts
import JSONCoding
import MedicationDomain

// A picture is read and written with every fact about its patient: what most of them hold, without `Codable`.

extension CoveragePicture: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("alerts", alerts)
        json.write("birthDate", birthDate?.description)
        if cases != nil { try json.writeCoded("cases", cases) }
        if claims != nil { try json.writeCoded("claims", claims) }
        try json.write("coverages", coverages)
        try json.write("dispenses", dispenses)
        json.write("handedOverAt", handedOverAt?.description)
        json.write("isDeceased", isDeceased)
        json.write("judgedAt", judgedAt?.description)
        json.write("mergedInto", mergedInto?.rawValue)
        json.write("patient", patient.rawValue)
        json.write("reviewAt", reviewAt?.description)
        try json.write("supplies", supplies)
        json.write("tooCostlyAt", tooCostlyAt?.description)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        patient = try json.value("patient")
        coverages = try json.plains("coverages")
        supplies = try json.plains("supplies")
        birthDate = try json.optionalDay("birthDate")
        isDeceased = try json.flag("isDeceased")
        mergedInto = try json.optionalValue("mergedInto")
        alerts = try json.plain("alerts")
        tooCostlyAt = try json.optionalInstant("tooCostlyAt")
        handedOverAt = try json.optionalInstant("handedOverAt")
        dispenses = try json.optionalPlains("dispenses")
        claims = try json.coded("claims")
        cases = try json.coded("cases")
        reviewAt = try json.optionalInstant("reviewAt")
        judgedAt = try json.optionalInstant("judgedAt")
    }
}

extension CoveragePicture.Coverage: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("coverageId", coverageId.rawValue)
        json.write("endsOn", endsOn?.description)
        json.write("isActive", isActive)
        json.write("kind", kind)
        json.write("startsOn", startsOn?.description)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            coverageId: try json.value("coverageId"), isActive: try json.flag("isActive"),
            startsOn: try json.optionalDay("startsOn"), endsOn: try json.optionalDay("endsOn"),
            kind: try json.optionalString("kind"))
    }
}

extension CoveragePicture.Supply: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("entity", entity.rawValue)
        json.write("isTaken", isTaken)
        try json.write("medication", medication)
        json.write("runOutAt", runOutAt?.description)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            entity: try json.value("entity"), medication: try json.plain("medication"),
            runOutAt: try json.optionalInstant("runOutAt"), isTaken: try json.optionalFlag("isTaken"))
    }
}

extension CoveragePicture.Dispense: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("at", at.description)
        json.write("dispenseId", dispenseId.rawValue)
        json.write("orderId", orderId?.rawValue)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            dispenseId: try json.value("dispenseId"), orderId: try json.optionalValue("orderId"),
            at: try json.instant("at"))
    }
}
