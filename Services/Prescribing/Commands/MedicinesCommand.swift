import ArgumentParser
import EventContracts
import Foundation
import MedicationCatalog
import MedicationDomain

/// Shows what written medicines are recognised as, and by what.
struct MedicinesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "medicines", abstract: "Show what a written medicine is recognised as, and why.",
        discussion: "Exit code 0: all are recognised, 1: at least one is not.")

    @Argument(help: "Medicines as somebody wrote them; - reads them from standard input, one a line.")
    var texts: [String]

    @Flag(help: "Print the outcome as JSON, one object a line.")
    var json = false

    func run() throws {
        let catalog = try MedicationCatalog.standard
        let written = texts == ["-"] ? Array(AnyIterator { readLine() }).filter { !$0.isEmpty } : texts
        var isAllKnown = true
        for (number, text) in written.enumerated() {
            let reading = MedicineOutcome(catalog.recognize(text: text), of: text)
            isAllKnown = isAllKnown && !reading.ingredients.isEmpty
            let lines = json ? String(decoding: try PayloadCoding.encode(reading), as: UTF8.self) : reading.text
            print(number > 0 && !json ? "\n\(lines)" : lines)
        }
        if !isAllKnown { throw ExitCode(1) }
    }
}

/// What one text came to.
struct MedicineOutcome: Codable, Hashable, Sendable {
    var written: String
    var ingredients: [Ingredient]
    var form: DoseForm?
    var strength: Strength?
    var route: Route?
    var recognizedBy: String
    var remarks: [String]

    init(_ recognition: Recognition, of text: String) {
        written = text
        (ingredients, form) = (recognition.medication.ingredients, recognition.medication.form)
        (strength, route) = (recognition.medication.strength, recognition.route)
        (recognizedBy, remarks) = (recognition.basis.rawValue, recognition.notes)
    }

    var text: String {
        guard !ingredients.isEmpty else {
            let why = remarks.isEmpty ? "no name of the catalogue stands in it" : remarks.joined(separator: "; ")
            return "\(written)\n  not recognised: \(why); it is kept under its own text and reported as unchecked"
        }
        var lines = [written]
        for (number, ingredient) in ingredients.enumerated() {
            let codes = (ingredient.rxNormCode.map { ["RxNorm \($0)"] } ?? []) + ingredient.atcCodes.map { "ATC \($0)" }
            let lead = number == 0 && ingredients.count > 1 ? "  (leading)" : ""
            lines.append("  ingredient  \(ingredient.name)  \(codes.joined(separator: ", "))\(lead)")
        }
        if let amount = strength?.milligramsPerUnit { lines.append("  strength    \(DoseText.number(amount)) mg each") }
        if let amount = strength?.milligramsPerMilliliter {
            lines.append("  strength    \(DoseText.number(amount)) mg/mL")
        }
        if strength == nil { lines.append("  strength    not told") }
        lines.append("  form        \(form?.rawValue ?? "not told")")
        lines.append("  route       \(route?.rawValue ?? "not told")")
        lines += remarks.map { "  remark      \($0)" }
        return lines.joined(separator: "\n")
    }
}
