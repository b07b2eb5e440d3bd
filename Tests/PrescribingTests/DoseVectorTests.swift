import EventContracts
import Foundation
import MedicationDomain
import ServiceRuntime
import Testing
import Yams

@testable import Prescribing

/// Orders as record systems write them, with what a careful pharmacist computes from them; written before the reader.
@Suite struct DoseVectorTests {
    private struct Vector {
        var id: String
        var note: String
        var order: [UInt8]
        /// Nil: no careful reader is certain of it.
        var steps: [Step]?
    }

    private struct Step: Equatable, CustomStringConvertible {
        var daily: Double?
        var largest: Double?
        var smallest: Double?
        var doses: Int?
        var asNeeded: Bool
        var days: Double?

        var description: String {
            "daily \(daily ?? -1) largest \(largest ?? -1) smallest \(smallest ?? -1) doses \(doses ?? -1) "
                + "prn \(asNeeded) days \(days ?? -1)"
        }
    }

    @Test func allAreRead() throws {
        let vectors = try Self.load()
        #expect(vectors.count >= 100)
        var (exact, silent, wrong) = (0, [String](), [String]())
        for vector in vectors {
            let found = try read(vector)
            switch (vector.steps, found) {
            case (nil, nil): continue
            case (let expected?, let steps?) where isSame(expected, steps): exact += 1
            case (_?, nil): silent.append(vector.id)
            case (let expected, let steps?):
                wrong.append("\(vector.id): \(steps), not \(expected.map { "\($0)" } ?? "certain"): \(vector.note)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(silent.isEmpty, "not understood: \(silent)")
        print("dose vectors: \(vectors.count), \(exact) understood exactly")
    }

    private func read(_ vector: Vector) throws -> [Step]? {
        let message = Message(value: vector.order, headers: [Header("content-type", "application/fhir+json")])
        let facts = try hospitalIntake().read(message).forwarded.compactMap { $0 as? HospitalFacts }.flatMap(\.facts)
        guard case .order(let order)? = facts.first?.content else { return nil }
        guard let dose = DailyDosePolicy.read(order.dosageInstructions, of: order.medication).dose else { return nil }
        return dose.steps.map { step in
            Step(
                daily: step.dailyMilligrams, largest: step.largestSingleMilligrams,
                smallest: step.smallestSingleMilligrams, doses: step.dosesPerDay, asNeeded: step.isAsNeeded,
                days: step.days)
        }
    }

    private func isSame(_ expected: [Step], _ found: [Step]) -> Bool {
        func near(_ one: Double?, _ other: Double?) -> Bool {
            guard let one else { return true }
            return other.map { abs(one - $0) < 1e-6 } ?? false
        }
        return expected.count == found.count
            && zip(expected, found).allSatisfy { left, right in
                near(left.daily, right.daily) && near(left.largest, right.largest)
                    && near(left.smallest, right.smallest)
                    && (left.doses == nil || left.doses == right.doses) && left.asNeeded == right.asNeeded
                    && left.days == right.days
            }
    }

    private static func load() throws -> [Vector] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Expectations/dose-vectors.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        return try #require(document["vectors"] as? [[String: Any]]).map { entry in
            let medicine = try #require(entry["medicine"] as? [String: String])
            var concept: [String: Any] = ["text": medicine["text"] ?? ""]
            if let code = medicine["rxnorm"] {
                concept["coding"] = [["system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code]]
            }
            let order: [String: Any] = [
                "resourceType": "MedicationRequest", "id": "o-1", "status": "active", "intent": "order",
                "subject": ["reference": "Patient/p-1"], "medicationCodeableConcept": concept,
                "dosageInstruction": try #require(entry["dosageInstruction"]),
            ]
            let expect = try #require(entry["expect"] as? [String: Any])
            let steps = expect["steps"] as? [[String: Any]]
            return Vector(
                id: try #require(entry["id"] as? String), note: entry["note"] as? String ?? "",
                order: Array(try JSONSerialization.data(withJSONObject: order)), steps: steps.map { $0.map(step) })
        }
    }

    private static func step(_ entry: [String: Any]) -> Step {
        func number(_ key: String) -> Double? { entry[key] as? Double ?? (entry[key] as? Int).map(Double.init) }
        return Step(
            daily: number("dailyMilligrams") ?? number("dailyMicrograms").map { $0 / 1000 },
            largest: number("largestSingleMilligrams"), smallest: number("smallestSingleMilligrams"),
            doses: entry["dosesPerDay"] as? Int, asNeeded: entry["asNeeded"] as? Bool ?? false, days: number("days"))
    }
}
