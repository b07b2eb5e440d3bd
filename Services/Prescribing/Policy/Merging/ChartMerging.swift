import EventContracts
import MedicationDomain

/// How a record stands to others of the same person: into whom it was merged, and who was merged into it.
struct ChartMerging: Codable, Hashable, Sendable {
    /// Merged records that one survivor takes in.
    static let annexLimit = 64

    /// What the hospital says, by the resource that says it.
    var statements: [String: LinkStatement] = [:]
    /// Records that say they replace this one, sorted.
    var claims: [PatientID] = []
    /// Whom this record has told that it replaces them, sorted.
    var claimed: [PatientID] = []
    /// The record into which this one was merged, as far as it was told to its owner.
    var survivor: PatientID?
    /// The facts are kept and handed on, and nothing is judged here any more.
    var isRetired = false
    /// The survivor that has no place for this record: it is judged where it is.
    var refusedBy: PatientID?
    /// The hand-over would not fit into one record of the log, and that was said.
    var isTooLarge: Bool?
    /// That this record ends a circle of merges was said.
    var isCircleReported = false
    /// What merged records handed over, by their id.
    var annexes: [String: Annex] = [:]

    /// What one merged record handed over, with the merges that led to it.
    struct Annex: Codable, Hashable, Sendable {
        var facts: [HandedFact] = []
        var merges: [PatientMerge] = []
    }

    /// What one resource says of other records.
    struct LinkStatement: Codable, Hashable, Sendable {
        var replacedBy: PatientID?
        var replaces: [PatientID] = []
        var isEmpty: Bool { replacedBy == nil && replaces.isEmpty }
    }

    var isBlank: Bool { self == ChartMerging() }

    /// Into whom the record is to go: its own word counts most, then any other of the hospital's, then what a survivor
    /// says. Which came first makes no difference.
    func wantedSurvivor(of patient: PatientID) -> PatientID? {
        statements["Patient/\(patient.rawValue)"]?.replacedBy
            ?? statements.sorted { $0.key < $1.key }.lazy.compactMap(\.value.replacedBy).first
            ?? claims.first
    }

    /// Whom the record says it replaces, sorted.
    var replaced: [PatientID] { Set(statements.values.flatMap(\.replaces)).sorted() }

    /// The records of the circle that a merge into `survivor` closes; empty when it closes none.
    func circle(from patient: PatientID, into survivor: PatientID) -> Set<PatientID> {
        let next = Dictionary(
            annexes.values.flatMap(\.merges).map { ($0.retired, $0.survivor) }, uniquingKeysWith: min)
        var members: Set<PatientID> = [patient]
        var place = survivor
        while place != patient {
            guard members.insert(place).inserted, let further = next[place] else { return [] }
            place = further
        }
        return members
    }

    /// The merges that lead to this record and on to its survivor.
    ///
    /// In a circle word of a merge would go round for ever, also when it has long been undone. So whoever stands in one
    /// passes on of it no more than the circle itself, and nobody passes on what others say of their own merge.
    func merges(of patient: PatientID) -> [PatientMerge] {
        guard let survivor else { return [] }
        let circle = circle(from: patient, into: survivor)
        var all: Set<PatientMerge> = [PatientMerge(retired: patient, survivor: survivor)]
        for (from, annex) in annexes {
            let isOfCircle = circle.contains(PatientID(from))
            all.formUnion(
                annex.merges.filter { $0.retired != patient && (!isOfCircle || circle.contains($0.retired)) })
        }
        return all.sorted()
    }
}

extension PatientChart {
    /// The record was merged into another: its facts are kept and handed on, and judged there.
    var isRetired: Bool { merging?.isRetired ?? false }

    /// Changes how the record stands to others; a chart without merges keeps nothing of them.
    mutating func changeMerging(_ body: (inout ChartMerging) -> Void) {
        var changed = merging ?? ChartMerging()
        body(&changed)
        merging = changed.isBlank ? nil : changed
    }

    /// Notes what a resource says of other records; returns the fact without it.
    ///
    /// A newer edition that no longer says it takes it back: that is how FHIR undoes a merge.
    mutating func noteLinks(in fact: HospitalFact, of patient: PatientID) throws(Refusal) -> HospitalFact {
        guard case .patient(var event) = fact.content else { return fact }
        let replacedBy = event.change == .merged ? event.otherPatientId : nil
        let replaces = event.replaces ?? []
        if event.change == .merged || event.change == .unmerged {
            event.change = event.isDeceased == true ? .died : .updated
        }
        (event.otherPatientId, event.replaces) = (nil, nil)
        let statement = ChartMerging.LinkStatement(
            replacedBy: replacedBy == patient ? nil : replacedBy, replaces: replaces.filter { $0 != patient })
        if merging != nil || !statement.isEmpty {
            changeMerging { $0.statements[fact.resource] = statement.isEmpty ? nil : statement }
        }
        guard replacedBy != patient, !replaces.contains(patient) else {
            throw Refusal(code: "merge-cycle", message: "a record is said to be merged into itself")
        }
        return HospitalFact(resource: fact.resource, version: fact.version, content: .patient(event))
    }
}

extension PatientChart {
    /// While the record was judged elsewhere, its orders may have been let go there: what is active and began before is
    /// taken for a therapy under way, so that nothing new holds it (clinical facts §7.1).
    mutating func takeForBegun(asOf now: Instant) {
        for (key, order) in orders where order.fact.status == .active && order.wasLetThrough != true {
            guard let begin = order.beginsAt, begin < now else { continue }
            orders[key]?.wasLetThrough = true
        }
    }
}

extension HospitalFact {
    /// The fact without the mark that its source cannot tell of links here, and whether it had it.
    var withoutSilence: (fact: HospitalFact, isSilentOnLinks: Bool) {
        guard case .patient(var event) = content, event.isSilentOnLinks == true else { return (self, false) }
        event.isSilentOnLinks = nil
        return (HospitalFact(resource: resource, version: version, content: .patient(event)), true)
    }
}
