import Foundation
import MedicationDomain
import Testing

@testable import MedicationCatalog

/// Medicine texts as hospitals, pharmacies and patients write them, with what a pharmacist reads in each; written
/// without a look at the recogniser.
@Suite struct WrittenTextTests {
    private struct Expected {
        var id: String
        var text: String
        var isReadable: Bool
        var ingredients: [String]
        var strengths: [Strength]
        var form: DoseForm?
        var route: Route?
        var said: String
    }

    @Test func allAreRead() throws {
        var (readable, right) = (0, 0)
        var (wrong, missed) = ([String](), [String]())
        for line in try load() {
            let found = try MedicationCatalog.standard.recognize(text: line.text)
            guard line.isReadable else {
                if found.medication.isRecognized {
                    wrong.append(
                        "\(line.id) \(line.text): \(found.medication.ingredients.map(\.name)), nothing certain")
                }
                continue
            }
            readable += 1
            if let why = difference(line, found) {
                if why.isWrong {
                    wrong.append("\(line.id) \(line.text): \(why.what)")
                } else {
                    missed.append("\(line.id) \(line.text): \(why.what)")
                }
            } else {
                right += 1
            }
        }
        print("medicine texts: \(readable) readable, \(right) right, \(wrong.count) wrong")
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
        #expect(Double(right) >= 0.95 * Double(readable), "\(missed.joined(separator: "\n"))")
    }

    /// One record with a long text stops nobody.
    @Test func aLongTextIsReadInTime() throws {
        let text = (0..<200_000).map { "wxyzabc\($0 % 7)defgh" }.joined(separator: " ")
        var recognition: Recognition?
        let time = try ContinuousClock().measure { recognition = try MedicationCatalog.standard.recognize(text: text) }
        #expect(recognition?.medication.isRecognized == false)
        #expect(time < .seconds(60))
    }

    /// Wrong is another medicine, strength, form or route than written; what is left open is only missed.
    private func difference(_ line: Expected, _ found: Recognition) -> (what: String, isWrong: Bool)? {
        let medication = found.medication
        let names = medication.ingredients.map(\.name)
        guard Set(names) == Set(line.ingredients), names.count == line.ingredients.count else {
            return ("\(names), not \(line.ingredients)", !Set(names).isSubset(of: line.ingredients))
        }
        let place = names.first.flatMap { line.ingredients.firstIndex(of: $0) } ?? 0
        let strength = line.strengths.indices.contains(place) ? line.strengths[place] : nil
        if !isSame(medication.strength, strength) {
            return ("strength \(describe(medication.strength)), not \(describe(strength))", medication.strength != nil)
        }
        if medication.form != line.form {
            return (
                "form \(medication.form.map(\.rawValue) ?? "-"), not \(line.form.map(\.rawValue) ?? "-")",
                medication.form != nil
            )
        }
        if found.route != line.route {
            return (
                "route \(found.route.map(\.rawValue) ?? "-"), not \(line.route.map(\.rawValue) ?? "-")",
                found.route != nil
            )
        }
        let isSaid = found.notes.contains(RecognitionNote.misspelt) || found.notes.contains(RecognitionNote.truncated)
        if line.said.isEmpty == isSaid { return ("said \(found.notes), not \(line.said)", !isSaid) }
        return nil
    }

    private func isSame(_ one: Strength?, _ other: Strength?) -> Bool {
        func near(_ one: Double?, _ other: Double?) -> Bool {
            guard let one, let other else { return one == nil && other == nil }
            return abs(one - other) < 1e-9 * max(1, abs(one))
        }
        return near(one?.milligramsPerUnit, other?.milligramsPerUnit)
            && near(one?.milligramsPerMilliliter, other?.milligramsPerMilliliter)
    }

    private func describe(_ strength: Strength?) -> String {
        if let unit = strength?.milligramsPerUnit { return "\(unit) mg" }
        return strength?.milligramsPerMilliliter.map { "\($0) mg/mL" } ?? "-"
    }

    private func load() throws -> [Expected] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Expectations/medicine-texts.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count >= 500)
        return try lines.map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(cells.count == 9)
            return Expected(
                id: cells[0], text: cells[1], isReadable: cells[2] == "recognized",
                ingredients: cells[3].split(separator: "+").map(String.init),
                strengths: try cells[4].split(separator: "+").map { try strength(String($0)) },
                form: try known(cells[5]),
                route: try known(cells[6]), said: cells[7])
        }
    }

    private struct UnknownWord: Error { var word: String }

    private func known<Value: RawRepresentable>(_ cell: String) throws -> Value? where Value.RawValue == String {
        guard !cell.isEmpty else { return nil }
        guard let value = Value(rawValue: cell) else { throw UnknownWord(word: cell) }
        return value
    }

    private func strength(_ text: String) throws -> Strength {
        let number = try #require(Double(text.prefix { $0.isNumber || $0 == "." }))
        return text.hasSuffix("mg/mL") ? Strength(milligramsPerMilliliter: number) : Strength(milligramsPerUnit: number)
    }
}
