import MedicationDomain
import SigReading

/// A sig with the medicine it is written on: all that reading it depends on.
struct WrittenSig: Hashable, Sendable {
    var text: String
    var medicine: Medication

    /// Sigs that were met lately; nil for those that are not understood.
    static let recent = RecentAnswers<WrittenSig, [DosageInstruction]?>(limit: 4096)
    private static let longestRemembered = 400

    /// What the text says; nil when it is not understood.
    static func read(_ text: String, of medicine: Medication) -> [DosageInstruction]? {
        guard text.utf8.count <= longestRemembered, medicine.text.utf8.count <= longestRemembered else {
            return readAnew(text, of: medicine)
        }
        return recent.answer(to: WrittenSig(text: text, medicine: medicine)) { readAnew(text, of: medicine) }
    }

    /// What `read` remembers.
    static func readAnew(_ text: String, of medicine: Medication) -> [DosageInstruction]? {
        try? SigReader.read(text, of: medicine)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
        hasher.combine(medicine.text)
    }

    /// Texts are equal by their bytes: what looks the same may be read otherwise.
    static func == (one: WrittenSig, other: WrittenSig) -> Bool {
        one.medicine == other.medicine && one.text.isSameBytes(as: other.text)
            && one.medicine.text.isSameBytes(as: other.medicine.text)
    }
}
