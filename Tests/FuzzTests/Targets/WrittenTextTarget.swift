import MedicationCatalog
import MedicationDomain
import SigReading

@testable import Prescribing

/// What people write: sigs, and names of medicines with strength, form and route.
struct WrittenTextTarget: FuzzTarget {
    static let name = "written texts"
    static let shortRound = 6000
    static let share = 100

    struct Input {
        var sig: String
        var medicine: String
    }

    private let catalog: MedicationCatalog

    init() throws { catalog = try .standard }

    private static let words = [
        "take", "1", "1/2", "½", "2", "tab", "tabs", "tablets", "mg", "mL", "mcg", "po", "by mouth", "TID", "BID",
        "q6h",
        "every", "4-6", "hours", "days", "x 3 days", "then", "for", "prn", "as needed", "max", "daily", "at bedtime",
        "am",
        "pm", "and", "or", "10", "20", "0.5", "1e9", "99999999999999999999", "1/0", "½½", "-", "--", "(", ")", ",", ";",
        "increase", "by", "weekly", "until", "stop", "hold", "mg/mL", "5 mg/5 mL", "packet", "units", "noon", "0",
    ]
    private static let names = [
        "BACLOFEN", "baclofin", "Lioresal", "Ozobax DS", "Fleqsuvy", "hydrocodone-acetaminophen", "5/325", "10MG",
        "TAB",
        "oral", "soln", "intrathecal", "inj", "50 mcg/mL", "ER", "patch", "ophth", "cream", "2 mg/mL", "oxycodone",
        "10/0", "1/2/3/4/5", "mg", "%", "0.05%", "IT", "pump", "susp", "vaginal", "supp", "nasal",
    ]

    /// Two out of three begin as something a prescriber writes, so that what follows a sound beginning is tried as well.
    func makeInput(_ chance: inout Chance) -> Input {
        let beginning = chance.oneIn(3) ? "" : chance.pick(Self.beginnings)
        let end = chance.oneIn(2) && !beginning.isEmpty ? "" : text(of: Self.words, &chance)
        let product = chance.oneIn(3) ? "" : "Baclofen 10 mg tablet "
        return Input(sig: "\(beginning) \(end)", medicine: product + text(of: Self.names, &chance))
    }

    private static let beginnings = [
        "take 1 tab po TID", "1/2 tab BID x 3 days then 1 tab TID", "10 mg by mouth three times a day", "5 mg q8h prn",
        "take 2 tablets at bedtime", "1 tab in the morning and 2 tabs at night", "10 mg daily",
    ]

    private func text(of words: [String], _ chance: inout Chance) -> String {
        var parts = (0..<chance.below(chance.oneIn(40) ? 400 : 14)).map { _ in words[chance.below(words.count)] }
        if chance.oneIn(3) { parts.append(Canary.text) }
        var bytes = Array(parts.joined(separator: chance.oneIn(8) ? "" : " ").utf8)
        if chance.oneIn(4) { ByteDamage.apply(to: &bytes, &chance) }
        return String(decoding: bytes, as: UTF8.self)
    }

    func read(_ input: Input) throws -> Verdict {
        let recognition = catalog.recognize(text: input.medicine)
        let medicine = recognition.medication
        for amount in [medicine.strength?.milligramsPerUnit, medicine.strength?.milligramsPerMilliliter] {
            if let amount, !(amount.isFinite && amount > 0) { throw Complaint("a strength of \(amount)") }
        }
        do {
            let instructions = try SigReader.read(input.sig, of: medicine)
            guard !instructions.isEmpty else { throw Complaint("a sig was read as nothing") }
            guard case .understood(let dose) = DailyDosePolicy.read(instructions, of: medicine) else {
                return .accepted
            }
            let amounts = dose.steps.flatMap { [$0.dailyMilligrams, $0.largestSingleMilligrams] }
            guard amounts.allSatisfy({ $0.isFinite && $0 >= 0 }) else { throw Complaint("an endless dose") }
            return .accepted
        } catch let doubt as SigDoubt {
            // The doubt itself keeps the word it stumbled over; what leaves is its reason.
            return .refused(telling: doubt.reason)
        }
    }
}
