public import MedicationDomain

/// Reads the usual English sig: `Take 1/2 tab po TID x 3 days then 1 tab TID`.
///
/// Every word must be understood; one that is not makes the whole text doubtful. A range is kept as a range, so that a
/// ceiling can be held against its upper end.
public enum SigReader {
    /// More than any sig needs.
    public static let longest = 1000

    /// The instructions in the order in which they follow each other; those of one stretch bear the same sequence.
    ///
    /// - Parameter medicine: the ordered product: what is written in tablets *and* milligrams must agree with its
    ///   strength, and its name may stand in the text.
    public static func read(_ text: String, of medicine: Medication? = nil) throws(SigDoubt) -> [DosageInstruction] {
        guard text.utf8.count <= longest else { throw .tooLong }
        let tokens = SigTokens(text).tokens
        guard tokens.allSatisfy(isPlausible) else { throw .implausibleNumber }
        var scanner = SigScanner(tokens, names: names(of: medicine))
        var assembly = SigAssembly(strength: medicine?.strength)
        while let item = try scanner.next() { try assembly.take(item) }
        return try assembly.instructions(text: text)
    }

    /// Whatever is computed from such numbers stays a number, and fits what it is counted in.
    private static func isPlausible(_ token: SigTokens.Token) -> Bool {
        guard case .number(let number) = token else { return true }
        return number == 0 || number >= 0.0001 && number <= 1_000_000
    }

    private static func names(of medicine: Medication?) -> Set<String> {
        guard let medicine else { return [] }
        let words =
            medicine.text.lowercased().split { !$0.isLetter }
            + medicine.ingredients.flatMap { $0.name.split(separator: " ") }
        return Set(words.map(String.init).filter { $0.count > 3 })
    }
}
