import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime

@testable import Titrate

/// A feed of invented FHIR resources for tests over real processes: the same seed gives the same feed.
struct Hospital {
    let fhir: SampleFHIR
    private(set) var records: [[UInt8]] = []

    init(now: Instant = Instant(Date())) { fhir = SampleFHIR(now: now) }

    mutating func add(_ resource: SampleFHIR.JSON) { records.append(SampleFHIR.bytes(resource)) }

    mutating func addPatient(_ id: String, age: Int = 40, eGFR: Double? = 95) {
        add(
            fhir.patient(
                id, born: fhir.now.day.adding(days: -age * 366), sex: "female",
                name: (given: "Testina", family: "Canaryname")))
        if let eGFR { add(fhir.eGFR("egfr-\(id)", of: id, value: eGFR, daysAgo: 20)) }
    }

    mutating func addBaclofen(_ id: String, milligrams: Double = 10) {
        add(
            fhir.order(
                "bac-\(id)", of: id, medicine: .baclofen10, milligrams: milligrams, perDay: 3, daysAgo: 60,
                isContinuing: true))
        add(
            fhir.dispense(
                "disp-\(id)", of: id, order: "bac-\(id)", medicine: .baclofen10, tablets: Int(9 * milligrams), days: 30,
                daysAgo: 10))
    }

    /// `count` records over `patients` patients: orders started, changed, stopped, retracted, supplies, kidney values;
    /// and, in the last third, the baclofen of so many patients stopped.
    static func feed(
        count: Int, patients: Int, seed: UInt64, now: Instant, prefix: String = "pat-", stops: Int = 0
    ) -> [[UInt8]] {
        var hospital = Hospital(now: now)
        var random = SampleRandom(seed: seed)
        let ids = (0..<patients).map { "\(prefix)\($0)" }
        for id in ids { hospital.addPatient(id) }
        for id in ids { hospital.addBaclofen(id) }
        var versions: [String: Int] = [:]
        while hospital.records.count < count {
            let id = ids[Int.random(in: 0..<ids.count, using: &random)]
            let number = hospital.records.count
            let partner = SamplePartner.all[Int.random(in: 0..<SamplePartner.all.count, using: &random)]
            let order = "other-\(id)-\(Int.random(in: 0..<4, using: &random))"
            let version = versions[order, default: 0] + 1
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4:
                versions[order] = version
                hospital.add(
                    hospital.fhir.order(
                        order, of: id, medicine: partner.medicine, milligrams: partner.milligrams, perDay: 1,
                        version: version))
            case 5, 6:
                guard version > 1 else { continue }
                versions[order] = version
                hospital.add(
                    hospital.fhir.order(
                        order, of: id, medicine: partner.medicine, milligrams: partner.milligrams, perDay: 1,
                        status: Bool.random(using: &random) ? "stopped" : "entered-in-error", version: version))
            case 7:
                hospital.add(
                    hospital.fhir.eGFR(
                        "egfr-\(id)-\(number)", of: id, value: Double.random(in: 20...100, using: &random).rounded(),
                        daysAgo: Int.random(in: 0...19, using: &random)))
            default:
                hospital.add(
                    hospital.fhir.dispense(
                        "disp-\(id)-\(number)", of: id, order: "bac-\(id)", medicine: .baclofen10, tablets: 90,
                        days: 30,
                        daysAgo: Double.random(in: 0...9, using: &random).rounded()))
            }
        }
        for (index, id) in ids.prefix(stops).enumerated() {
            let stop = hospital.fhir.order(
                "bac-\(id)", of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, status: "stopped", version: 2,
                daysAgo: 60, isContinuing: true)
            hospital.records.insert(SampleFHIR.bytes(stop), at: count - count / 3 + index * (count / 3 / stops))
        }
        return hospital.records
    }

    /// Keyed by patient, as a hospital does that wants its patients' records in order.
    static func record(_ resource: [UInt8]) -> OutgoingRecord { PublishCommand.record(resource) }
}
