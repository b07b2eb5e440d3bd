import MedicationDomain

/// A group of medicines that rules speak of; the index medicine is a class of one.
struct MedicineClass: Hashable, Sendable {
    var id: String
    var name: String
    /// Whether it counts among the depressants of the central nervous system.
    var isDepressant: Bool
    var members: [ClassMember]
    /// Classes whose members belong here, too.
    var includes: [String]
    var evidence: EvidenceLevel
    var citations: [Citation]
    var washout: Washout
    /// How long a single dose counts; nil: until its order ends.
    var singleDose: SingleDose?
    /// Past this day nobody has looked at the class lately.
    var reviewBy: CalendarDay
}

/// One medicine of a class.
struct ClassMember: Hashable, Sendable {
    var name: String
    var rxNormCode: String?
    var atcCodes: [String]
    /// How far the codes are backed.
    var codes: EvidenceLevel
    var washout: Span
}

/// How long a medicine counts after its end, about five half-lives.
struct Washout: Hashable, Sendable {
    var span: Span
    var evidence: EvidenceLevel
    var citations: [Citation]
}

/// Finds the classes of an ingredient: by RxNorm code, then by ATC code, then by name.
struct ClassIndex: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        var name: String
        var classes: Set<String>
        var washout: Span
        var singleDose: SingleDose?
    }

    // Asked for every ingredient of every medicine at every judgement: so by the code as it is, without a key made of it.
    private var byRxNorm: [String: Entry] = [:]
    private var byATC: [String: Entry] = [:]
    private var byName: [String: Entry] = [:]

    init(_ classes: [MedicineClass]) {
        for group in classes {
            for member in group.members { add(member, to: group.id, group.singleDose) }
        }
        for group in classes where !group.includes.isEmpty {
            for included in classes where group.includes.contains(included.id) {
                for member in included.members { add(member, to: group.id) }
            }
        }
    }

    private mutating func add(_ member: ClassMember, to group: String, _ singleDose: SingleDose? = nil) {
        func add(to known: inout Entry?) {
            var entry = known ?? Entry(name: member.name, classes: [], washout: member.washout)
            entry.classes.insert(group)
            entry.singleDose = entry.singleDose ?? singleDose
            entry.washout = max(entry.washout, member.washout)
            known = entry
        }
        if let code = member.rxNormCode { add(to: &byRxNorm[code]) }
        for code in member.atcCodes { add(to: &byATC[code]) }
        add(to: &byName[member.name.lowercased()])
    }

    subscript(ingredient: Ingredient) -> Entry? {
        if let code = ingredient.rxNormCode, let entry = byRxNorm[code] { return entry }
        for code in ingredient.atcCodes {
            if let entry = byATC[code] { return entry }
        }
        return byName[ingredient.name.lowercased()]
    }
}
