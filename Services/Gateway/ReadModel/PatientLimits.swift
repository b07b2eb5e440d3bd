/// How much is kept and shown of one patient, however much arrives; the page says when older ones are left out.
extension GatewayLimits {
    /// Facts of one kind: dispenses, weights, answers. What is oldest goes first.
    static let factsPerKind = 100
    /// Conditions and allergies that stand, each: they count however old they are.
    static let standingFacts = 500

    static func facts(of kind: FactKind) -> Int {
        kind == .condition || kind == .allergy ? standingFacts : factsPerKind
    }

    /// Orders of a patient that a page shows; those in force stand first.
    static let ordersShown = 100
    /// Open alerts of a patient, and as many past ones.
    static let alertsShown = 100
    /// Findings that a page shows unfolded, beside all that interrupt; the others are a click away.
    static let findingsUnfolded = 5
    /// Past withdrawal episodes of a patient, newest first.
    static let episodesShown = 50
    /// Entries of a patient's timeline.
    static let timelineEntries = 300
    /// Supplies, pumps and episodes on the board, each.
    static let rowsOnBoard = 500
}

/// As many as may be, newest first, and whether older ones are left out.
struct Bounded<Item: Sendable>: Sendable {
    var items: [Item] = []
    var isCut = false

    init(_ items: [Item] = [], limit: Int = .max) {
        (self.items, isCut) = (Array(items.prefix(limit)), items.count > limit)
    }
}
