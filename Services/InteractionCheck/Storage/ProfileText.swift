import EventContracts
import JSONCoding
import MedicationDomain

// A profile is read and written with every fact about its patient: where the text is ours, without `Codable`.

extension MedicationProfile: PlainJSON {
    private enum CodingKeys: CodingKey {
        case alerts, allergies, answered, birthDate, conditions, endedAlerts, episodes, failedSource, heldBack
        case isDeceased, looksAgainAt, medicines, mergedInto, observations, patientId, stays, unrecognizedAllergies
        case washoutEndsAt
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(alerts, forKey: .alerts)
        try container.encode(allergies, forKey: .allergies)
        try container.encodeIfPresent(answered, forKey: .answered)
        try container.encodeIfPresent(birthDate, forKey: .birthDate)
        try container.encode(conditions, forKey: .conditions)
        try container.encode(endedAlerts.sorted(), forKey: .endedAlerts)
        try container.encode(episodes, forKey: .episodes)
        try container.encodeIfPresent(failedSource, forKey: .failedSource)
        try container.encodeIfPresent(heldBack, forKey: .heldBack)
        try container.encode(isDeceased, forKey: .isDeceased)
        try container.encodeIfPresent(looksAgainAt, forKey: .looksAgainAt)
        try container.encode(medicines, forKey: .medicines)
        try container.encodeIfPresent(mergedInto, forKey: .mergedInto)
        try container.encode(observations, forKey: .observations)
        try container.encode(patientId, forKey: .patientId)
        try container.encodeIfPresent(stays?.sorted(), forKey: .stays)
        try container.encode(unrecognizedAllergies, forKey: .unrecognizedAllergies)
        try container.encodeIfPresent(washoutEndsAt, forKey: .washoutEndsAt)
    }

    func write(to json: inout PlainWriter) throws {
        try json.write("alerts", alerts)
        try json.write("allergies", allergies)
        if answered != nil { try json.writeCoded("answered", answered) }
        json.write("birthDate", birthDate?.description)
        try json.write("conditions", conditions)
        json.write("endedAlerts", endedAlerts.sorted())
        json.write("episodes", episodes) { $1.write("route", $0.route?.rawValue) }
        if failedSource != nil { try json.writeCoded("failedSource", failedSource) }
        if heldBack != nil { try json.writeCoded("heldBack", heldBack) }
        json.write("isDeceased", isDeceased)
        json.write("looksAgainAt", looksAgainAt?.description)
        try json.write("medicines", medicines) { try $0.value.write(to: &$1) }
        json.write("mergedInto", mergedInto?.rawValue)
        try json.write("observations", observations) { value, json in
            json.write("at", value.at.description)
            json.write("kind", value.kind.rawValue)
            try json.write("value", value.value)
        }
        json.write("patientId", patientId.rawValue)
        json.write("stays", stays?.map(\.rawValue).sorted())
        try json.writeCoded("unrecognizedAllergies", unrecognizedAllergies)
        json.write("washoutEndsAt", washoutEndsAt?.description)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(patientId: try container.decode(PatientID.self, forKey: .patientId))
        alerts = try container.decode(AlertBook.self, forKey: .alerts)
        allergies = try container.decode([String: [Ingredient]].self, forKey: .allergies)
        answered = try container.decodeIfPresent([String: AnsweredFinding].self, forKey: .answered)
        birthDate = try container.decodeIfPresent(CalendarDay.self, forKey: .birthDate)
        conditions = try container.decode([String: [CodedConcept]].self, forKey: .conditions)
        endedAlerts = try container.decode(Set<String>.self, forKey: .endedAlerts)
        episodes = try container.decode([String: OpenEpisode].self, forKey: .episodes)
        failedSource = try container.decodeIfPresent(SourceReport.self, forKey: .failedSource)
        heldBack = try container.decodeIfPresent([String: HeldBack].self, forKey: .heldBack)
        isDeceased = try container.decode(Bool.self, forKey: .isDeceased)
        looksAgainAt = try container.decodeIfPresent(Instant.self, forKey: .looksAgainAt)
        medicines = try container.decode([String: SharedValue<ProfileMedicine>].self, forKey: .medicines)
        mergedInto = try container.decodeIfPresent(PatientID.self, forKey: .mergedInto)
        observations = try container.decode([String: KeptObservation].self, forKey: .observations)
        stays = try container.decodeIfPresent(Set<EncounterID>.self, forKey: .stays)
        unrecognizedAllergies = try container.decode([String: String].self, forKey: .unrecognizedAllergies)
        washoutEndsAt = try container.decodeIfPresent(Instant.self, forKey: .washoutEndsAt)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(patientId: try json.value("patientId"))
        alerts = try json.plain("alerts")
        allergies = try json.plainLists("allergies")
        answered = try json.coded("answered")
        birthDate = try json.optionalDay("birthDate")
        conditions = try json.plainLists("conditions")
        endedAlerts = Set(try json.strings("endedAlerts"))
        episodes = try json.dictionary("episodes") { json throws(PlainReader.NotPlain) in
            OpenEpisode(route: try json.optionalValue("route"))
        }
        failedSource = try json.coded("failedSource")
        heldBack = try json.coded("heldBack")
        isDeceased = try json.flag("isDeceased")
        looksAgainAt = try json.optionalInstant("looksAgainAt")
        medicines = try json.dictionary("medicines") { json throws(PlainReader.NotPlain) in
            SharedValue(try ProfileMedicine(json))
        }
        mergedInto = try json.optionalValue("mergedInto")
        observations = try json.dictionary("observations") { json throws(PlainReader.NotPlain) in
            KeptObservation(
                kind: try json.value("kind"), value: try json.optionalDouble("value"), at: try json.instant("at"))
        }
        stays = try json.optionalStrings("stays").map { Set($0.map { EncounterID($0) }) }
        unrecognizedAllergies = try json.neededTable("unrecognizedAllergies")
        washoutEndsAt = try json.optionalInstant("washoutEndsAt")
    }
}

extension ProfileMedicine: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        json.write("context", context?.rawValue)
        try json.write("dailyDoseMicrograms", dailyDoseMicrograms)
        try json.write("dailyDoseMilligrams", dailyDoseMilligrams)
        json.write("doseChange", doseChange?.rawValue)
        json.write("encounterId", encounterId?.rawValue)
        json.write("endedAt", endedAt?.description)
        json.write("endsAt", endsAt?.description)
        json.write("indication", indication)
        try json.write("ingredients", ingredients)
        json.write("isLocal", isLocal)
        json.write("locationId", locationId?.rawValue)
        json.write("ndc", ndc)
        json.write("nextDoseAt", nextDoseAt?.description)
        json.write("orderId", orderId?.rawValue)
        if own != nil { try json.writeCoded("own", own) }
        json.write("prescriberId", prescriberId?.rawValue)
        json.write("priorOrderId", priorOrderId?.rawValue)
        json.write("productRxNormCode", productRxNormCode)
        json.write("route", route.rawValue)
        json.write("singleDoseAt", singleDoseAt?.description)
        json.write("source", source.rawValue)
        json.write("startsAt", startsAt?.description)
        json.write("text", text)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init(
            source: try json.value("source"), text: try json.string("text"),
            ingredients: try json.plains("ingredients"),
            productRxNormCode: try json.optionalString("productRxNormCode"), ndc: try json.optionalString("ndc"),
            route: try json.value("route"), isLocal: try json.flag("isLocal"),
            orderId: try json.optionalValue("orderId"),
            priorOrderId: try json.optionalValue("priorOrderId"), context: try json.optionalValue("context"),
            dailyDoseMilligrams: try json.optionalDouble("dailyDoseMilligrams"),
            dailyDoseMicrograms: try json.optionalDouble("dailyDoseMicrograms"),
            doseChange: try json.optionalValue("doseChange"), startsAt: try json.optionalInstant("startsAt"),
            endsAt: try json.optionalInstant("endsAt"), endedAt: try json.optionalInstant("endedAt"),
            indication: try json.strings("indication"), encounterId: try json.optionalValue("encounterId"),
            locationId: try json.optionalValue("locationId"), prescriberId: try json.optionalValue("prescriberId"),
            nextDoseAt: try json.optionalInstant("nextDoseAt"), singleDoseAt: try json.optionalInstant("singleDoseAt"),
            own: try json.coded("own"))
    }
}
