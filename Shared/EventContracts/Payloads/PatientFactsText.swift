public import JSONCoding
import MedicationDomain

// The JSON of facts about a patient without `Codable`: they stand in hospital records, in charts and in hand-overs.

extension PatientEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("birthDate", birthDate?.description)
        json.write("change", change.rawValue)
        json.write("deceasedAt", deceasedAt?.description)
        json.write("isDeceased", isDeceased)
        json.write("isSilentOnLinks", isSilentOnLinks)
        json.write("otherPatientId", otherPatientId?.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("replaces", replaces?.map(\.rawValue))
        json.write("sex", sex?.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        patientId = try json.value("patientId")
        change = try json.value("change")
        birthDate = try json.optionalDay("birthDate")
        sex = try json.optionalValue("sex")
        isDeceased = try json.optionalFlag("isDeceased")
        deceasedAt = try json.optionalInstant("deceasedAt")
        otherPatientId = try json.optionalValue("otherPatientId")
        replaces = try json.optionalValues("replaces")
        isSilentOnLinks = try json.optionalFlag("isSilentOnLinks")
    }
}

extension ObservationEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("code", code)
        json.write("kind", kind.rawValue)
        json.write("observationId", observationId.rawValue)
        json.write("observedAt", observedAt.description)
        json.write("patientId", patientId.rawValue)
        json.write("status", status.rawValue)
        json.write("system", system)
        json.write("text", text)
        json.write("unit", unit)
        try json.write("value", value)
        json.write("valueCode", valueCode)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            observationId: try json.value("observationId"), patientId: try json.value("patientId"),
            status: try json.value("status"), kind: try json.value("kind"), system: try json.optionalString("system"),
            code: try json.optionalString("code"), value: try json.optionalDouble("value"),
            unit: try json.optionalString("unit"), valueCode: try json.optionalString("valueCode"),
            text: try json.optionalString("text"), observedAt: try json.instant("observedAt"))
    }
}

extension ConditionEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        try json.write("codes", codes)
        json.write("conditionId", conditionId.rawValue)
        json.write("isActive", isActive)
        json.write("onsetAt", onsetAt?.description)
        json.write("patientId", patientId.rawValue)
        json.write("status", status.rawValue)
        json.write("text", text)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            conditionId: try json.value("conditionId"), patientId: try json.value("patientId"),
            status: try json.value("status"), isActive: try json.flag("isActive"), codes: try json.plains("codes"),
            text: try json.optionalString("text"), onsetAt: try json.optionalInstant("onsetAt"))
    }
}

extension CodedConcept: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("code", code)
        json.write("system", system)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            system: try json.string("system"), code: try json.string("code"))
    }
}

extension AllergyEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("allergyId", allergyId.rawValue)
        json.write("isActive", isActive)
        json.write("patientId", patientId.rawValue)
        json.write("status", status.rawValue)
        try json.write("substance", allergen)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            allergyId: try json.value("allergyId"), patientId: try json.value("patientId"),
            status: try json.value("status"), isActive: try json.flag("isActive"),
            substance: try json.plain("substance"))
    }
}

extension StayEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("change", change.rawValue)
        json.write("encounterClass", encounterClass)
        json.write("encounterId", encounterId.rawValue)
        json.write("endedAt", endedAt?.description)
        json.write("locationId", locationId?.rawValue)
        json.write("patientId", patientId.rawValue)
        json.write("startedAt", startedAt?.description)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            encounterId: try json.value("encounterId"), patientId: try json.value("patientId"),
            change: try json.value("change"), encounterClass: try json.optionalString("encounterClass"),
            locationId: try json.optionalValue("locationId"), startedAt: try json.optionalInstant("startedAt"),
            endedAt: try json.optionalInstant("endedAt"))
    }
}

extension CoverageEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("coverageId", coverageId.rawValue)
        json.write("endsOn", endsOn?.description)
        json.write("isActive", isActive)
        json.write("kind", kind)
        json.write("patientId", patientId.rawValue)
        json.write("payerId", payerId)
        json.write("startsOn", startsOn?.description)
        json.write("status", status.rawValue)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            coverageId: try json.value("coverageId"), patientId: try json.value("patientId"),
            status: try json.value("status"), isActive: try json.flag("isActive"),
            kind: try json.optionalString("kind"), payerId: try json.optionalString("payerId"),
            startsOn: try json.optionalDay("startsOn"), endsOn: try json.optionalDay("endsOn"))
    }
}

extension CareEvent: PlainJSON {
    public func write(to json: inout PlainWriter) throws {
        json.write("careId", careId.rawValue)
        try json.write("codes", codes)
        json.write("encounterId", encounterId?.rawValue)
        json.write("endsAt", endsAt?.description)
        json.write("patientId", patientId.rawValue)
        json.write("resourceType", resourceType.rawValue)
        json.write("startsAt", startsAt?.description)
        json.write("state", state.rawValue)
        json.write("status", status.rawValue)
        json.write("text", text)
    }

    public init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            careId: try json.value("careId"), resourceType: try json.value("resourceType"),
            patientId: try json.value("patientId"), status: try json.value("status"), state: try json.value("state"),
            codes: try json.plains("codes"), text: try json.optionalString("text"),
            encounterId: try json.optionalValue("encounterId"), startsAt: try json.optionalInstant("startsAt"),
            endsAt: try json.optionalInstant("endsAt"))
    }
}
