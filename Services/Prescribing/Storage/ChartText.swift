import EventContracts
import JSONCoding
import MedicationDomain

// A chart is read and written with every fact about its patient: where the text is ours, without `Codable`.

extension PatientChart: PlainJSON {
    private enum CodingKeys: CodingKey {
        case alerts, allergies, conditions, dispenses, editions, further, measured, merging, monitoringDone
        case monitoringDue, orders, person, statements, stays
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(alerts, forKey: .alerts)
        try container.encode(allergies, forKey: .allergies)
        try container.encode(conditions, forKey: .conditions)
        try container.encode(dispenses, forKey: .dispenses)
        try container.encode(editions, forKey: .editions)
        try container.encodeIfPresent(further, forKey: .further)
        try container.encode(measured, forKey: .measured)
        try container.encodeIfPresent(merging, forKey: .merging)
        try container.encodeIfPresent(monitoringDone, forKey: .monitoringDone)
        try container.encodeIfPresent(monitoringDue, forKey: .monitoringDue)
        try container.encode(orders, forKey: .orders)
        try container.encodeIfPresent(person, forKey: .person)
        try container.encode(statements, forKey: .statements)
        try container.encode(stays, forKey: .stays)
    }

    func write(to json: inout PlainWriter) throws {
        try json.write("alerts", alerts)
        try json.write("allergies", allergies)
        try json.write("conditions", conditions)
        try json.write("dispenses", dispenses)
        try json.write("editions", editions)
        if let further { try json.write("further", further) }
        try json.write("measured", measured)
        try json.write("merging", merging)
        json.write("monitoringDone", monitoringDone?.rawValue)
        json.write("monitoringDue", monitoringDue?.description)
        try json.write("orders", orders)
        try json.write("person", person)
        try json.write("statements", statements)
        try json.write("stays", stays)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init()
        alerts = try container.decode(AlertBook.self, forKey: .alerts)
        // Charts written before a table existed are read as if it were empty.
        allergies = try container.decodeIfPresent([String: AllergyEvent].self, forKey: .allergies) ?? [:]
        conditions = try container.decode([String: ConditionEvent].self, forKey: .conditions)
        dispenses = try container.decode([String: DispenseEvent].self, forKey: .dispenses)
        editions = try container.decode(ResourceEditions.self, forKey: .editions)
        further = try container.decodeIfPresent([String: HospitalFact].self, forKey: .further)
        measured = try container.decode([String: [ObservationEvent]].self, forKey: .measured)
        merging = try container.decodeIfPresent(ChartMerging.self, forKey: .merging)
        monitoringDone = try container.decodeIfPresent(AlertID.self, forKey: .monitoringDone)
        monitoringDue = try container.decodeIfPresent(Instant.self, forKey: .monitoringDue)
        orders = try container.decode([String: ChartedOrder].self, forKey: .orders)
        person = try container.decodeIfPresent(PatientEvent.self, forKey: .person)
        statements = try container.decode([String: ReportedMedicationEvent].self, forKey: .statements)
        stays = try container.decode([String: StayEvent].self, forKey: .stays)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init()
        alerts = try json.plain("alerts")
        allergies = try json.plainTable("allergies")
        conditions = try json.plainTable("conditions")
        dispenses = try json.plainTable("dispenses")
        editions = try json.plain("editions")
        further = json.has("further") ? try json.plainTable("further") : nil
        measured = try json.plainLists("measured")
        merging = try json.optionalPlain("merging")
        monitoringDone = try json.optionalValue("monitoringDone")
        monitoringDue = try json.optionalInstant("monitoringDue")
        orders = try json.plainTable("orders")
        person = try json.optionalPlain("person")
        statements = try json.plainTable("statements")
        stays = try json.plainTable("stays")
    }
}

extension ResourceEditions: PlainJSON {
    func write(to json: inout PlainWriter) throws {
        try json.write("byResource", byResource) { edition, json in
            json.write("content", edition.content)
            json.write("place", edition.place)
            try json.write("version", edition.version)
        }
        json.write("outdatedCount", outdatedCount)
        json.write("taken", taken)
    }

    init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        let editions = try json.dictionary("byResource") { json throws(PlainReader.NotPlain) in
            Edition(
                version: try json.plain("version"), content: try json.unsigned("content"),
                place: try json.integer("place"))
        }
        self.init(editions, outdatedCount: try json.integer("outdatedCount"), taken: try json.integer("taken"))
    }
}
