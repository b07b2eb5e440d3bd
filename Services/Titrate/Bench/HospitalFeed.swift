import EventContracts
import EventLog
import MedicationDomain

/// The orders of a feed as a hospital sends them: FHIR R4 MedicationRequests, each of about a kilobyte.
struct HospitalFeed: Sendable {
    let orders: OrderFeed

    private static let type: EventType = "org.titrate.bench.resource.v1"

    /// The correlation id travels to whatever follows from the record.
    func records(_ range: Range<Int>, on topic: TopicName) -> [OutgoingRecord] {
        range.map { index in
            let order = orders.order(at: index)
            let id = orders.eventID(index)
            let event = CloudEvent(
                id: id, source: "urn:titrate:bench", type: Self.type, time: orders.begin, correlationID: id,
                contentType: "application/fhir+json", data: Self.filledUp(resource(order)))
            return OutgoingRecord(
                topic: topic, partition: orders.partition(at: index),
                message: event.message(key: Array(order.patientId.rawValue.utf8)))
        }
    }

    private func resource(_ order: OrderEvent) -> [UInt8] {
        let daily = order.dailyDoseMilligrams ?? 30
        let perDay = daily == 30 ? 3 : 2
        let fhir = SampleFHIR(now: orders.begin)
        return SampleFHIR.bytes(
            fhir.order(
                order.orderId.rawValue, of: order.patientId.rawValue,
                medicine: SampleMedicine(order.medication.text, order.medication.ingredientRxNormCode),
                milligrams: daily / Double(perDay), perDay: perDay,
                status: order.status == .retracted ? "entered-in-error" : "active", version: order.revision,
                isContinuing: true))
    }

    /// A note of the ward's fills the resource up.
    private static func filledUp(_ resource: [UInt8]) -> [UInt8] {
        let (before, after) = (Array(#","note":[{"text":""#.utf8), Array(#""}]}"#.utf8))
        let room = OrderFeed.valueBytes - resource.count - before.count - after.count + 1
        guard room > 0, resource.last == UInt8(ascii: "}") else { return resource }
        return Array(resource.dropLast()) + before + [UInt8](repeating: UInt8(ascii: "."), count: room) + after
    }
}
