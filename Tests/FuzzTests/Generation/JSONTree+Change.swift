/// Changes to a document that keep it JSON: another value here, a member twice there, a piece of somebody else's.
extension JSONTree {
    /// Changes a place found by going down at random.
    mutating func change(from others: [JSONTree], _ chance: inout Chance) {
        // Most changes are meant for the leaves: what is wrong near the root is refused at once.
        guard !chance.oneIn(6), stepDown(from: others, &chance) else { return changeHere(from: others, &chance) }
    }

    private mutating func stepDown(from others: [JSONTree], _ chance: inout Chance) -> Bool {
        switch self {
        case .text, .raw: return false
        case .list(var items):
            guard !items.isEmpty else { return false }
            items[chance.below(items.count)].change(from: others, &chance)
            self = .list(items)
        case .members(var members):
            guard !members.isEmpty else { return false }
            members[chance.below(members.count)].value.change(from: others, &chance)
            self = .members(members)
        }
        return true
    }

    private mutating func changeHere(from others: [JSONTree], _ chance: inout Chance) {
        switch self {
        case .text where !chance.oneIn(3): self = .text(HostileValues.text(&chance))
        case .raw where !chance.oneIn(3): self = .raw(HostileValues.number(&chance))
        case .list(let items) where !items.isEmpty && !chance.oneIn(3): self = .list(changed(items, &chance))
        case .members(let members) where !members.isEmpty && !chance.oneIn(4):
            self = .members(changed(members, from: others, &chance))
        default: self = JSONTree.anything(from: others, &chance)
        }
    }

    private func changed(_ items: [JSONTree], _ chance: inout Chance) -> [JSONTree] {
        var items = items
        let place = chance.below(items.count)
        switch chance.below(4) {
        case 0: items.remove(at: place)
        case 1: items.append(items[place])
        case 2: items.insert(.raw("null"), at: place)
        default: items += Array(repeating: items[place], count: chance.oneIn(20) ? chance.below(1100) : chance.below(5))
        }
        return items
    }

    private func changed(
        _ members: [(name: String, value: JSONTree)], from others: [JSONTree], _ chance: inout Chance
    ) -> [(name: String, value: JSONTree)] {
        var members = members
        let place = chance.below(members.count)
        switch chance.below(6) {
        case 0: members.remove(at: place)
        case 1: members.append(members[place])
        case 2: members[place].name = HostileValues.text(&chance)
        case 3: members.append((name: Canary.text, value: JSONTree.anything(from: others, &chance)))
        case 4: members[place].value = JSONTree.anything(from: others, &chance)
        default:
            guard case .members(let foreign) = chance.pick(others), !foreign.isEmpty else { break }
            members.append(chance.pick(foreign))
        }
        return members
    }

    /// Any value at all, also a piece of another document.
    static func anything(from others: [JSONTree], _ chance: inout Chance) -> JSONTree {
        switch chance.below(9) {
        case 0: return .raw("null")
        case 1: return .raw(chance.pick(["true", "false"]))
        case 2: return .raw(HostileValues.number(&chance))
        case 3, 4: return .text(HostileValues.text(&chance))
        case 5: return chance.pick([.list([]), .members([])])
        case 6: return nested(chance.oneIn(10) ? chance.among(50...600) : chance.below(8), &chance)
        default: return chance.pick(others).piece(&chance)
        }
    }

    private static func nested(_ depth: Int, _ chance: inout Chance) -> JSONTree {
        var tree = JSONTree.text(Canary.text)
        let isList = chance.oneIn(2)
        for _ in 0..<depth { tree = isList ? .list([tree]) : .members([(name: "extension", value: tree)]) }
        return tree
    }

    private func piece(_ chance: inout Chance) -> JSONTree {
        switch self {
        case .text, .raw: return self
        case .list(let items): return items.isEmpty || chance.oneIn(3) ? self : chance.pick(items).piece(&chance)
        case .members(let members):
            return members.isEmpty || chance.oneIn(3) ? self : chance.pick(members).value.piece(&chance)
        }
    }
}
