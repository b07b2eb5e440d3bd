import EventContracts
import MedicationDomain
import ServiceRuntime
import Testing

@testable import Prescribing

/// Records merged and parted at random, with messages between owners on their way for any time: it comes to rest, and the
/// end depends only on what the hospital said last.
@Suite struct MergeNetworkTests {
    @Test(arguments: 1...300) func whateverTheWayTheEndIsTheSame(seed: UInt64) throws {
        var network = try MergeNetwork(seed: seed)
        for _ in 0..<Int.random(in: 3...14, using: &network.random) {
            try network.linkSomebody()
            for _ in 0..<Int.random(in: 0...4, using: &network.random) { try network.deliverSomething() }
        }
        try network.settle()
        try network.check()
    }
}

/// Owners that know only their own charts, and the messages between them.
struct MergeNetwork {
    private static let policy = Result { try judgementPolicy() }
    private static let intake = Result { try hospitalIntake() }
    private let patients = (1...5).map { PatientID("p-\($0)") }
    private var charts: [PatientID: PatientChart] = [:]
    /// The newest message of each entity; an older one is ignored by its revision anyway.
    private var waiting: [(entity: EntityID, payload: any EntityPayload)] = []
    private var links: [PatientID: PatientID] = [:]
    private var versions: [PatientID: Int] = [:]
    var random: TestRandom

    init(seed: UInt64) throws {
        random = TestRandom(seed: seed)
        for patient in patients {
            try send(Hospital.order("o-\(patient.rawValue)", patient: patient.rawValue, perDay: nil))
        }
    }

    mutating func linkSomebody() throws {
        let patient = patients.randomElement(using: &random) ?? "p-1"
        let others = patients.filter { $0 != patient }
        links[patient] = Int.random(in: 0..<3, using: &random) == 0 ? nil : others.randomElement(using: &random)
        versions[patient, default: 1] += 1
        let version = versions[patient] ?? 1
        if let survivor = links[patient] {
            try send(Hospital.retired(patient.rawValue, into: survivor.rawValue, version: version))
        } else {
            try send(Hospital.patient(patient.rawValue, version: version))
        }
    }

    private mutating func send(_ text: String) throws {
        for case let facts as HospitalFacts in try Self.intake.get().read(Hospital.message(text)).forwarded {
            let chart = charts[facts.patientId] ?? PatientChart()
            take(try Self.policy.get().take(facts, into: chart, at: noon), of: facts.patientId)
        }
    }

    private mutating func take(_ outcome: JudgementPolicy.Outcome, of patient: PatientID) {
        charts[patient] = outcome.chart
        for announcement in outcome.announcements where announcement.topic == .prescribingIntake {
            let entity = announcement.payload.entityID
            waiting.removeAll { $0.entity == entity }
            waiting.append((entity, announcement.payload))
        }
    }

    mutating func deliverSomething() throws {
        guard let index = waiting.indices.randomElement(using: &random) else { return }
        let message = waiting.remove(at: index)
        guard let handover = message.payload as? PatientHandover else { return }
        let chart = charts[handover.patientId] ?? PatientChart()
        let outcome = try Self.policy.get().take(handover, into: chart, at: noon)
        // An owner that hears nothing new says nothing.
        if outcome.chart != chart { take(outcome, of: handover.patientId) }
    }

    mutating func settle() throws {
        for _ in 0..<2000 where !waiting.isEmpty { try deliverSomething() }
        try #require(waiting.isEmpty, "owners talk for ever")
    }

    private func person(_ patient: PatientID) -> PatientID {
        var path = [patient]
        while let next = links[path[path.count - 1]] {
            if let start = path.firstIndex(of: next) { return path[start...].min() ?? patient }
            path.append(next)
        }
        return path[path.count - 1]
    }

    func check() throws {
        for patient in patients {
            let chart = charts[patient] ?? PatientChart()
            let isJudged = person(patient) == patient
            #expect(chart.isRetired != isJudged)
            let own = patients.filter { person($0) == patient }.map { OrderID("o-\($0.rawValue)") }
            if isJudged { #expect(Set(chart.orders.keys) == Set(own.map(\.rawValue))) }
            let alerted = Set(chart.alerts.open.flatMap { $0.medications.compactMap(\.orderId) })
            #expect(alerted == (isJudged ? Set(own) : []))
        }
    }
}

/// The same numbers for the same seed (SplitMix64).
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var number = state
        number = (number ^ (number >> 30)) &* 0xbf58_476d_1ce4_e5b9
        number = (number ^ (number >> 27)) &* 0x94d0_49bb_1331_11eb
        return number ^ (number >> 31)
    }
}
