import EventContracts
import FHIRModels
import Foundation
import MedicationDomain

/// One patient's history, as the service would have recorded it: from FHIR resources or from a short list of fills.
struct SupplyHistory: Hashable, Sendable {
    var record: SupplyRecord
    /// The day to look from.
    var asOf: CalendarDay
    /// What the file held and could not be used, in words without content.
    var leftOut: [String] = []

    /// Throws a `SupplyFileProblem` that names the element, never what stands in it.
    static func read(_ bytes: [UInt8], asOf: CalendarDay?) throws(SupplyFileProblem) -> SupplyHistory {
        if let list = try SupplyList.read(bytes) { return try list.history(asOf: asOf) }
        return try SupplyResources.history(bytes, asOf: asOf)
    }

    /// The last day that anything is told of.
    static func lastDay(of record: SupplyRecord) -> CalendarDay? {
        let fills = record.dispenses.map(\.handedOverAt.day) + record.stocks.map(\.observedAt.day)
        let stays = record.stays.map { ($0.endedAt ?? $0.startedAt).day }
        return (fills + stays).max()
    }
}

/// Why a file is no history.
struct SupplyFileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// The short form: `{ "dailyDoseMilligrams": 30, "dispenses": [ { "on": "2026-01-01", "milligrams": 900 } ] }`.
struct SupplyList: Codable, Hashable, Sendable {
    struct Fill: Codable, Hashable, Sendable {
        var on: CalendarDay
        var milligrams: Double?
        var daysSupply: Double?
    }
    struct Stay: Codable, Hashable, Sendable {
        var from: CalendarDay
        var until: CalendarDay?
    }

    var dailyDoseMilligrams: Double?
    /// When the order began; by default with the first dispense.
    var since: CalendarDay?
    /// The day to look from; by default that of the last dispense.
    var asOf: CalendarDay?
    var dispenses: [Fill]
    var stays: [Stay]?

    /// Nil when the file is not of this form.
    static func read(_ bytes: [UInt8]) throws(SupplyFileProblem) -> SupplyList? {
        guard let json = try? JSONValue(parsing: bytes), case .object(let members) = json,
            members["resourceType"] == nil
        else { return nil }
        do {
            return try PayloadCoding.decode(bytes)
        } catch {
            throw SupplyFileProblem("\(error)")
        }
    }

    func history(asOf day: CalendarDay?) throws(SupplyFileProblem) -> SupplyHistory {
        let record = record()
        guard let last = day ?? asOf ?? SupplyHistory.lastDay(of: record) else {
            throw SupplyFileProblem("the history has no dispense")
        }
        return SupplyHistory(record: record, asOf: last)
    }

    private func record() -> SupplyRecord {
        var record = SupplyRecord(patient: "offline")
        let medication = Medication(
            text: "baclofen", ingredientRxNormCode: Ingredient.baclofenRxNormCode,
            ingredients: [Ingredient(name: "baclofen", rxNormCode: Ingredient.baclofenRxNormCode)])
        if let start = since ?? dispenses.map(\.on).min() {
            let order = OrderEvent(
                orderId: "offline", patientId: record.patient, status: .accepted, medication: medication, route: .oral,
                dailyDoseMilligrams: dailyDoseMilligrams, startsAt: start.start)
            record.apply(order, happenedAt: start.start, seenAt: start.start, sedativeATCPrefixes: [])
        }
        for (index, fill) in dispenses.enumerated() {
            record.apply(
                DispenseEvent(
                    dispenseId: DispenseID("\(index)"), patientId: record.patient, medication: medication,
                    quantityMilligrams: fill.milligrams, daysSupply: fill.daysSupply, handedOverAt: fill.on.start))
        }
        for (index, stay) in (stays ?? []).enumerated() {
            record.apply(
                StayEvent(
                    encounterId: EncounterID("\(index)"), patientId: record.patient,
                    change: stay.until == nil ? .started : .ended, encounterClass: "IMP", startedAt: stay.from.start,
                    endedAt: stay.until?.start), happenedAt: stay.from.start)
        }
        return record
    }
}
