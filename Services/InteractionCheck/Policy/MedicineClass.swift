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

    private var entries: [String: Entry] = [:]

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
        for key in Self.keys(rxNorm: member.rxNormCode, atc: member.atcCodes, name: member.name) {
            var entry = entries[key] ?? Entry(name: member.name, classes: [], washout: member.washout)
            entry.classes.insert(group)
            entry.singleDose = entry.singleDose ?? singleDose
            entry.washout = max(entry.washout, member.washout)
            entries[key] = entry
        }
    }

    subscript(ingredient: Ingredient) -> Entry? {
        Self.keys(rxNorm: ingredient.rxNormCode, atc: ingredient.atcCodes, name: ingredient.name)
            .lazy.compactMap { entries[$0] }.first
    }

    private static func keys(rxNorm: String?, atc: [String], name: String) -> [String] {
        (rxNorm.map { ["rxnorm:\($0)"] } ?? []) + atc.map { "atc:\($0)" } + ["name:\(name.lowercased())"]
    }
}
