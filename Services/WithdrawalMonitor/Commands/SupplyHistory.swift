import ArgumentParser
import EventContracts
import Foundation
import MedicationDomain

/// One patient's dispenses in a file.
struct SupplyHistory: Codable, Hashable, Sendable {
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

    static func read(_ path: String) throws -> SupplyHistory {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read")
        }
        do {
            return try PayloadCoding.decode(Array(data))
        } catch let error as PayloadError {
            throw ValidationError("\(path): \(error)")
        }
    }

    var lastDay: CalendarDay { asOf ?? dispenses.map(\.on).max() ?? CalendarDay(daysSince1970: 0) }

    /// The history as the service would have recorded it.
    func record() -> SupplyRecord {
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
