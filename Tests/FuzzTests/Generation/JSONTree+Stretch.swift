/// Changes that keep a document readable: numbers and dates go as far as a reader lets them.
extension JSONTree {
    private static let numbers = [
        "0", "1", "2", "3", "7", "12", "1000", "100000", "2147483647", "1e-15", "1e15", "-1", "0.001", "999999999999",
        "1440",
    ]
    private static let dates = [
        "0001-01-01", "9999-12-31", "1900", "2026-11", "2026-11-20T08:00:00Z", "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00Z", "2026-11-21T00:00:00+14:00", "2030-01-01T00:00:00Z",
    ]
    private static let ids = ["p-1", "o-1", "o-2", "o-3"]

    /// Every number and date has a chance to become an extreme one.
    mutating func stretch(_ chance: inout Chance) {
        switch self {
        case .raw(let text):
            guard text.utf8.first.map({ $0 < 0x3A }) == true, chance.oneIn(6) else { return }
            self = .raw(chance.pick(Self.numbers))
        case .text(let text):
            guard chance.oneIn(5) else { return }
            if text.utf8.count >= 4, text.prefix(4).allSatisfy(\.isNumber) { self = .text(chance.pick(Self.dates)) }
            if Self.ids.contains(text) { self = .text(chance.pick(Self.ids)) }
        case .list(var items):
            for index in items.indices { items[index].stretch(&chance) }
            self = .list(items)
        case .members(var members):
            for index in members.indices { members[index].value.stretch(&chance) }
            if !members.isEmpty, chance.oneIn(25) { members.remove(at: chance.below(members.count)) }
            self = .members(members)
        }
    }
}
