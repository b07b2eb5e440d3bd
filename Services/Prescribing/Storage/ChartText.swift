import EventContracts
import JSONCoding
import MedicationDomain

// A chart is read and written with every fact about its patient: where the text is ours, without `Codable`.

extension PatientChart {
    private enum CodingKeys: CodingKey {
        case alerts, allergies, conditions, dispenses, editions, further, measured, merging, monitoringDone
        case monitoringDue, orders, person, statements, stays
    }

    func encode(to encoder: any Encoder) throws {
        if var json = PlainWriter(encoder) {
            try write(to: &json)
            return json.end()
        }
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

    private func write(to json: inout PlainWriter) throws {
        try json.writeCoded("alerts", alerts)
        try json.writeCoded("allergies", allergies)
        try json.writeCoded("conditions", conditions)
        try json.writeCoded("dispenses", dispenses)
        json.write("editions") { editions.write(to: &$0) }
        try json.writeCoded("further", further)
        try json.writeCoded("measured", measured)
        try json.writeCoded("merging", merging)
        json.write("monitoringDone", monitoringDone?.rawValue)
        json.write("monitoringDue", monitoringDue?.description)
        try json.write("orders", orders) { try $0.write(to: &$1) }
        try json.writeCoded("person", person)
        try json.writeCoded("statements", statements)
        try json.writeCoded("stays", stays)
    }

    init(from decoder: any Decoder) throws {
        if let json = PlainReader(decoder) {
            do {
                self = try PatientChart(json)
                return
            } catch {
                // What is odd about it is for the general decoder to say: damage must look like damage.
            }
        }
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

    private init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        self.init()
        alerts = try json.needed("alerts")
        allergies = try json.table("allergies")
        conditions = try json.table("conditions")
        dispenses = try json.table("dispenses")
        editions = try ResourceEditions(json.object("editions"))
        further = try json.coded("further")
        measured = try json.table("measured")
        merging = try json.coded("merging")
        monitoringDone = try json.optionalValue("monitoringDone")
        monitoringDue = try json.optionalInstant("monitoringDue")
        orders = try json.dictionary("orders", ChartedOrder.init(_:))
        person = try json.coded("person")
        statements = try json.table("statements")
        stays = try json.table("stays")
    }
}

extension ResourceEditions {
    fileprivate func write(to json: inout PlainWriter) {
        json.write("byResource", byResource) { edition, json in
            json.write("content", edition.content)
            json.write("place", edition.place)
            json.write("version") { edition.version.write(to: &$0) }
        }
        json.write("outdatedCount", outdatedCount)
        json.write("taken", taken)
    }

    fileprivate init(_ json: PlainReader) throws(PlainReader.NotPlain) {
        let editions = try json.dictionary("byResource") { json throws(PlainReader.NotPlain) in
            Edition(
                version: try SourceVersion(json.object("version")), content: try json.needed("content"),
                place: try json.integer("place"))
        }
        self.init(editions, outdatedCount: try json.integer("outdatedCount"), taken: try json.integer("taken"))
    }
}

extension PlainReader {
    /// What is left to `Codable` and must stand there.
    fileprivate func needed<Value: Decodable>(_ name: StaticString) throws(NotPlain) -> Value {
        guard let value = try coded(name, Value.self) else { throw NotPlain() }
        return value
    }

    /// A table that mostly has nothing in it.
    fileprivate func table<Value: Decodable>(_ name: StaticString) throws(NotPlain) -> [String: Value] {
        isEmptyObject(name) ? [:] : try needed(name)
    }
}
