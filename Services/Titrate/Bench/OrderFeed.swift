import EventContracts
import EventLog
import MedicationDomain

/// Invented orders of so many patients, as `prescribing` would announce them, one patient after the other.
///
/// The first round puts every patient on baclofen. After it, one in `alertEvery` events starts oxycodone or retracts
/// it, which raises or resolves the one alert of that patient; the others are medicines no rule of
/// `interaction-check` knows.
struct OrderFeed: Sendable {
    /// What the service must say, and of which event it must say so.
    struct ExpectedAlert: Hashable, Sendable {
        let cause: String
        let type: EventType
    }

    static let valueBytes = 1024

    let name: String
    let patients: Int
    let alertEvery: Int
    let begin: Instant
    private let partitions: [Int32]

    private static let baclofen = medicine("baclofen", Ingredient.baclofenRxNormCode, "10 mg tablet")
    private static let opioid = medicine("oxycodone", "7804", "5 mg tablet")
    private static let others = [
        medicine("acetaminophen", "161", "500 mg tablet"), medicine("amoxicillin", "723", "500 mg capsule"),
        medicine("atorvastatin", "83367", "20 mg tablet"), medicine("omeprazole", "7646", "20 mg capsule"),
    ]

    /// `name` makes its patients and events different from those of every other feed on the same Kafka.
    init(name: String, patients: Int, alertEvery: Int, partitionCount: Int, begin: Instant) {
        (self.name, self.patients, self.alertEvery, self.begin) = (name, patients, alertEvery, begin)
        partitions = (0..<patients).map {
            Partitioner.partition(forKey: Array(OrderFeed.patient($0, name).utf8), count: partitionCount)
        }
    }

    /// The alert the event leads to; nil for events that must lead to none.
    func expectedAlert(at index: Int) -> ExpectedAlert? {
        let place = place(of: index)
        guard place.isOpioid else { return nil }
        return ExpectedAlert(
            cause: eventID(index), type: place.visit.isMultiple(of: 2) ? Self.raised : Self.resolved)
    }

    func expectedAlerts(in range: Range<Int>) -> [ExpectedAlert] { range.compactMap(expectedAlert) }

    /// The events as records on that topic, each with a value of `valueBytes`.
    func records(_ range: Range<Int>, on topic: TopicName) throws -> [OutgoingRecord] {
        try range.map { index in
            let order = order(at: index)
            let event = CloudEvent(
                id: eventID(index), source: "urn:titrate:bench", type: order.type, time: begin,
                subject: order.patientId.rawValue, correlationID: eventID(index), entityID: order.entityID,
                revision: order.revision, data: try Self.encodedAtSize(order))
            return OutgoingRecord(
                topic: topic, partition: partition(at: index),
                message: event.message(key: Array(order.patientId.rawValue.utf8)))
        }
    }

    /// Where the event's patient lives.
    func partition(at index: Int) -> Int32 { partitions[index % patients] }

    /// A number, as ids of machines are: anything else travels on as its hash, and would not be known again.
    func eventID(_ index: Int) -> String {
        let feed = name.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return Self.digits(feed) + Self.digits(UInt64(index))
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// The order as it stands after the event.
    func order(at index: Int) -> OrderEvent {
        let place = place(of: index)
        let patient = Self.patient(place.patient, name)
        if place.round == 0 { return order("\(patient)-baclofen", patient, Self.baclofen, .accepted, 1) }
        if place.isOpioid {
            // Every start is an order of its own: a retracted order stays retracted.
            let isStart = place.visit.isMultiple(of: 2)
            return order(
                "\(patient)-oxycodone-\(place.visit / 2)", patient, Self.opioid, isStart ? .accepted : .retracted,
                isStart ? 1 : 2)
        }
        var order = order(
            "\(patient)-other-\(place.step)", patient, Self.others[place.step % Self.others.count],
            place.visit == 0 ? .accepted : .amended, place.visit + 1)
        // Each amendment says something new, or there would be nothing to store.
        order.dailyDoseMilligrams = place.visit.isMultiple(of: 2) ? 20 : 40
        return order
    }

    private static let raised: EventType = "org.titrate.alert.raised.v1"
    private static let resolved: EventType = "org.titrate.alert.resolved.v1"

    private struct Place {
        var patient: Int
        var round: Int
        var step: Int
        /// How often this patient has been at this step before.
        var visit: Int
        var isOpioid: Bool
    }

    /// Patients begin at different steps, so alerts come evenly.
    private func place(of index: Int) -> Place {
        let (round, patient) = index.quotientAndRemainder(dividingBy: patients)
        let step = (round + patient) % alertEvery
        return Place(
            patient: patient, round: round, step: step, visit: (round - 1) / alertEvery,
            isOpioid: round > 0 && step == alertEvery - 1)
    }

    private static func patient(_ number: Int, _ name: String) -> String { "bench-\(name)-patient-\(number)" }

    private func order(
        _ id: String, _ patient: String, _ medication: Medication, _ status: OrderEvent.Status, _ revision: Int
    ) -> OrderEvent {
        let authored = begin - .hours(1)
        return OrderEvent(
            orderId: OrderID(id), patientId: PatientID(patient), revision: revision, status: status,
            medication: medication, route: .oral,
            dosageInstructions: [
                DosageInstruction(
                    sequence: 1, text: "1 tablet three times a day",
                    timing: DoseTiming(frequency: 3, period: 1, periodUnit: .day), route: .oral,
                    dose: DoseAmount(1, .unit))
            ],
            dailyDoseMilligrams: 30, therapyContext: .continuing, authoredAt: authored, startsAt: authored,
            statusChangedAt: status == .retracted ? begin : nil, prescriberId: "bench-prescriber")
    }

    private static func medicine(_ name: String, _ code: String, _ product: String) -> Medication {
        Medication(
            text: "\(name) \(product)", ingredientRxNormCode: code,
            ingredients: [Ingredient(name: name, rxNormCode: code)])
    }

    /// The instruction's free text fills the value up.
    private static func encodedAtSize(_ order: OrderEvent) throws -> [UInt8] {
        let value = try order.encode()
        guard value.count < valueBytes else { return value }
        var padded = order
        padded.dosageInstructions[0].text? += String(repeating: ".", count: valueBytes - value.count)
        return try padded.encode()
    }
}
