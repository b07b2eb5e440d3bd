/// Why a written instruction is not certain. What is doubtful is said and the order held, never guessed.
public enum SigDoubt: Error, Hashable, Sendable {
    /// A word that is none of the vocabulary, as it was written.
    case unknownWord(String)
    /// No amount of one dose.
    case noAmount
    /// Nothing tells how often it is taken.
    case noFrequency
    /// Two amounts, or two frequencies, where one belongs.
    case twice
    /// Amounts, strength, frequency or total that cannot all be true.
    case contradiction
    /// Days or weeks that do not follow each other.
    case daysOutOfOrder
    /// A number beyond any dose, count or time.
    case implausibleNumber
    /// Longer than any instruction.
    case tooLong
    /// Nothing is written.
    case empty

    /// In plain words, without the text itself.
    public var reason: String {
        switch self {
        case .unknownWord: "the written instruction has a word that is not understood"
        case .noAmount: "the written instruction does not tell the amount of a dose"
        case .noFrequency: "the written instruction does not tell how often"
        case .twice: "the written instruction tells two amounts or frequencies for one dose"
        case .contradiction: "the written instruction contradicts itself or the strength"
        case .daysOutOfOrder: "the days of the written instruction do not follow each other"
        case .implausibleNumber: "the written instruction has a number beyond any dose or time"
        case .tooLong: "the written instruction is too long"
        case .empty: "there is no instruction"
        }
    }
}
