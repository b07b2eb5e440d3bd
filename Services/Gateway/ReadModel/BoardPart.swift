/// As many rows as the board shows, those with a day in their order, and as many without one.
struct BoardPart<Item: Sendable>: Sendable {
    var known: [Item] = []
    /// What nobody can say the day of.
    var unknown: [Item] = []
    var unknownTotal = 0
    /// Of both.
    var total = 0

    var shown: [Item] { known + unknown }

    /// `Not known: 12`; nil without any.
    var unknownWords: String? {
        guard unknownTotal > 0 else { return nil }
        return "Not known: \(unknownTotal)"
            + (unknown.count < unknownTotal ? ", the first \(unknown.count) of them here" : "")
    }
}
