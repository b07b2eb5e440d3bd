import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceHost
import Testing

@testable import InteractionCheck
@testable import Prescribing
@testable import ServiceRuntime
@testable import Titrate

/// What a service does with one record, apart from the log: the engine of production on a store in memory.
///
/// Each patient has an order or two before the counting begins, so that nothing is measured of an empty store.
struct HotPathWork {
    enum Path: String, CaseIterable {
        case interactionCheck = "interaction-check"
        case prescribing
    }

    static let patients = 40
    static let warmUp = 120
    static let measured = 200

    private let orders: OrderFeed

    init() {
        orders = OrderFeed(
            name: "count", patients: Self.patients, alertEvery: 5, partitionCount: 1,
            begin: Instant(millisecondsSince1970: 1_795_253_400_000))
    }

    /// Allocations of the measured records.
    func run(_ path: Path) throws -> Int {
        switch path {
        case .interactionCheck: try judge()
        case .prescribing: try chart()
        }
    }

    private func judge() throws -> Int {
        let partition = try OfflinePartition(try InteractionCheckService.define(.init()))
        let records = try orders.records(0..<Self.warmUp + Self.measured, on: .prescribingEvents)
        func apply(_ records: some Sequence<OutgoingRecord>) throws -> Int {
            try records.reduce(0) { try $0 + partition.deliver($1.message, on: $1.topic, at: orders.begin).count }
        }
        _ = try apply(records.prefix(Self.warmUp))
        let (alerts, allocations) = try counted { try apply(records.dropFirst(Self.warmUp)) }
        #expect(alerts == Self.measured / 5)
        return allocations
    }

    private func chart() throws -> Int {
        let definition = try PrescribingService.define(.init())
        let intake = try #require(definition.intake)
        let partition = try OfflinePartition(definition)
        let records = HospitalFeed(orders: orders).records(0..<Self.warmUp + Self.measured, on: .hospitalEvents)
        func apply(_ records: some Sequence<OutgoingRecord>, from first: Int) throws -> Int {
            var published = 0
            for (number, record) in records.enumerated() {
                let result = intake.read(
                    Record(
                        partition: TopicPartition(record.topic, 0), offset: Int64(first + number),
                        timestamp: orders.begin, message: record.message))
                for case let facts as HospitalFacts in result.forwarded {
                    published += try partition.deliver(
                        facts, on: Topic<HospitalFacts>(.prescribingIntake), about: facts.patientId,
                        at: orders.begin
                    ).count
                }
            }
            return published
        }
        _ = try apply(records.prefix(Self.warmUp), from: 0)
        let (published, allocations) = try counted {
            try apply(records.dropFirst(Self.warmUp), from: Self.warmUp)
        }
        #expect(published >= Self.measured)
        return allocations
    }
}

/// How often memory was asked for meanwhile, by the counter that is loaded before the allocator.
private func counted<Result>(_ body: () throws -> Result) throws -> (result: Result, allocations: Int) {
    typealias Counter = @convention(c) () -> UInt
    let symbol = try #require(dlsym(nil, "titrate_allocations"))
    let count = unsafeBitCast(symbol, to: Counter.self)
    let before = count()
    let result = try body()
    return (result, Int(count() - before))
}
