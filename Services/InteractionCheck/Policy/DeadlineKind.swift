/// What the service comes back for.
enum DeadlineKind: String, Sendable {
    /// An interruptive alert was not answered; the subject is its id.
    case escalate = "escalate"
    /// A medicine that ended is washed out.
    case washoutEnds = "washout-ends"
    /// A planned end, a birthday or the age of a laboratory value changes the verdict.
    case looksAgain = "look-again"
    /// An answer that only put off is over; the subject is the alert's id.
    case answerEnds = "answer-ends"
}
