import EventContracts
import JSONCoding
import MedicationDomain

// A record is read and written with every fact about its patient: what most of them hold, without `Codable`.

extension SupplyRecord: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("alerts", alerts)
        json.write("birthDate", birthDate?.description)
        try json.write("care", care)
        if claims != nil { try json.writeCoded("claims", claims) }
        try json.writeCoded("conditions", conditions)
        try json.write("deadlines", deadlines)
        try json.write("dispenses", dispenses)
        if earlierCourse != nil { try json.writeCoded("earlierCourse", earlierCourse) }
        if episode != nil { try json.writeCoded("episode", episode) }
        json.write("isDeceased", isDeceased)
        json.write("judgedAt", judgedAt?.description)
        try json.write("kidneyValues", kidneyValues)
        json.write("mergedInto", mergedInto?.rawValue)
        try json.write("openingMilligrams", openingMilligrams)
        try json.write("orders", orders)
        json.write("patient", patient.rawValue)
        try json.write("projection", projection)
        if pump != nil { try json.writeCoded("pump", pump) }
        if reportedStocks != nil { try json.writeCoded("reportedStocks", reportedStocks) }
        if risk != nil { try json.writeCoded("risk", risk) }
        try json.writeCoded("sedatives", sedatives)
        try json.writeCoded("stays", stays)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        patient = try json.value("patient")
        orders = try json.plains("orders")
        dispenses = try json.plains("dispenses")
        openingMilligrams = try json.double("openingMilligrams")
        reportedStocks = try json.coded("reportedStocks")
        earlierCourse = try json.coded("earlierCourse")
        stays = try json.neededList("stays")
        birthDate = try json.optionalDay("birthDate")
        isDeceased = try json.flag("isDeceased")
        mergedInto = try json.optionalValue("mergedInto")
        conditions = try json.neededList("conditions")
        kidneyValues = try json.plains("kidneyValues")
        sedatives = try json.neededList("sedatives")
        claims = try json.coded("claims")
        care = try json.plain("care")
        alerts = try json.plain("alerts")
        projection = try json.optionalPlain("projection")
        risk = try json.coded("risk")
        pump = try json.coded("pump")
        episode = try json.coded("episode")
        deadlines = try json.plains("deadlines")
        judgedAt = try json.optionalInstant("judgedAt")
    }
}

extension StoredOrder: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("activeSince", activeSince?.description)
        try json.write("daysSupply", daysSupply)
        try json.write("doses", doses)
        json.write("encounterId", encounterId?.rawValue)
        json.write("endSeenAt", endSeenAt?.description)
        json.write("endedAt", endedAt?.description)
        json.write("heldSeenAt", heldSeenAt?.description)
        json.write("heldSince", heldSince?.description)
        try json.write("hoursOfTwoDoses", hoursOfTwoDoses)
        json.write("indication", indication)
        json.write("isAsNeeded", isAsNeeded)
        json.write("isSequence", isSequence)
        json.write("isTaper", isTaper)
        json.write("locationId", locationId?.rawValue)
        try json.write("medication", medication)
        json.write("orderId", orderId.rawValue)
        json.write("path", path.rawValue)
        json.write("prescriberId", prescriberId?.rawValue)
        json.write("priorOrderId", priorOrderId?.rawValue)
        json.write("refillsLeft", refillsLeft)
        json.write("status", status.rawValue)
        json.write("therapyContext", therapyContext.rawValue)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        orderId = try json.value("orderId")
        status = try json.value("status")
        medication = try json.plain("medication")
        path = try json.value("path")
        doses = try json.plains("doses")
        activeSince = try json.optionalInstant("activeSince")
        heldSince = try json.optionalInstant("heldSince")
        heldSeenAt = try json.optionalInstant("heldSeenAt")
        endedAt = try json.optionalInstant("endedAt")
        endSeenAt = try json.optionalInstant("endSeenAt")
        isTaper = try json.flag("isTaper")
        daysSupply = try json.optionalDouble("daysSupply")
        therapyContext = try json.value("therapyContext")
        priorOrderId = try json.optionalValue("priorOrderId")
        encounterId = try json.optionalValue("encounterId")
        locationId = try json.optionalValue("locationId")
        prescriberId = try json.optionalValue("prescriberId")
        indication = try json.optionalString("indication")
        hoursOfTwoDoses = try json.optionalDouble("hoursOfTwoDoses")
        isAsNeeded = try json.optionalFlag("isAsNeeded")
        isSequence = try json.optionalFlag("isSequence")
        refillsLeft = try json.optionalInteger("refillsLeft")
    }
}

extension StoredOrder.DoseStep: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("dailyDose", dailyDose)
        json.write("seenAt", seenAt.description)
        json.write("since", since.description)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            since: try json.instant("since"), dailyDose: try json.optionalDouble("dailyDose"),
            seenAt: try json.instant("seenAt"))
    }
}

extension StoredDispense: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("daysSupply", daysSupply)
        json.write("dispenseId", dispenseId.rawValue)
        json.write("handedOverAt", handedOverAt.description)
        try json.write("medication", medication)
        try json.write("milligrams", milligrams)
        json.write("orderId", orderId?.rawValue)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            dispenseId: try json.value("dispenseId"), orderId: try json.optionalValue("orderId"),
            medication: try json.plain("medication"), milligrams: try json.optionalDouble("milligrams"),
            handedOverAt: try json.instant("handedOverAt"), daysSupply: try json.optionalDouble("daysSupply"))
    }
}

extension StoredKidneyValue: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("observationId", observationId.rawValue)
        json.write("observedAt", observedAt.description)
        try json.write("value", value)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            observationId: try json.value("observationId"), value: try json.double("value"),
            observedAt: try json.instant("observedAt"))
    }
}

extension CareFacts: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.writeCoded("cares", cares)
        try json.writeCoded("doses", doses)
        try json.writeCoded("fills", fills)
        json.write("orderedIn", orderedIn.map(\.rawValue))
        try json.writeCoded("pregnancies", pregnancies)
        if pumpEpisode != nil { try json.writeCoded("pumpEpisode", pumpEpisode) }
        json.write("recordsSeenAt", recordsSeenAt?.description)
        try json.writeCoded("signs", signs)
        try json.writeCoded("volumes", volumes)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        signs = try json.neededList("signs")
        fills = try json.neededList("fills")
        volumes = try json.neededList("volumes")
        doses = try json.neededList("doses")
        cares = try json.neededList("cares")
        pregnancies = try json.neededList("pregnancies")
        recordsSeenAt = try json.optionalInstant("recordsSeenAt")
        orderedIn = try json.values("orderedIn")
        pumpEpisode = try json.coded("pumpEpisode")
    }
}
