import EventContracts
import MedicationDomain

// What a merged record hands to its survivor: all that is still of use, with where it comes from.

extension PatientChart {
    /// Closed orders handed over, the newest: what was stopped lately still matters.
    static let closedOrdersHanded = 48

    /// All there is, as the survivor's owner gets it.
    func handover(of patient: PatientID, to survivor: PatientID, _ merging: ChartMerging) -> PatientHandover {
        PatientHandover(
            patientId: survivor, from: patient, facts: handed(to: survivor, from: patient),
            merges: merging.merges(of: patient))
    }

    /// Everything of this record and of those merged into it, but what the survivor has itself.
    func handed(to survivor: PatientID, from patient: PatientID) -> [HandedFact] {
        let annexed = annexed
        let own = ownFacts(of: patient, except: Set(annexed.keys))
        var others = annexed.values.map { handed in
            var handed = handed
            if case .order(let order) = handed.fact.content, let charted = orders[order.orderId.rawValue] {
                handed.order = HandedOrder(charted)
            }
            return handed
        }
        others += annexedPersons
        return (own + others).filter { $0.origin != survivor }
            .sorted { ($0.fact.resource, $0.origin) < ($1.fact.resource, $1.origin) }
    }

    private func ownFacts(of patient: PatientID, except annexed: Set<String>) -> [HandedFact] {
        var contents: [HospitalFact.Content] = person.map { [.patient($0)] } ?? []
        contents += dispenses.values.map { .dispense($0) } + statements.values.map { .reportedMedication($0) }
        contents += conditions.values.map { .condition($0) } + allergies.values.map { .allergy($0) }
        contents += stays.values.map { .stay($0) }
        contents += measured.values.joined().map { .observation($0) }
        var facts = contents.map { HandedFact(origin: patient, fact: fact($0)) }
        facts += (further ?? [:]).values.map { HandedFact(origin: patient, fact: $0) }
        facts += ownOrders(except: annexed).map {
            HandedFact(origin: patient, fact: fact(.order($0.fact)), order: HandedOrder($0))
        }
        return facts.filter { !annexed.contains($0.fact.content.resourceName) }
    }

    private func fact(_ content: HospitalFact.Content) -> HospitalFact {
        let name = content.resourceName
        return HospitalFact(
            resource: name, version: editions.byResource[name]?.version ?? SourceVersion(), content: content)
    }

    private func ownOrders(except annexed: Set<String>) -> [ChartedOrder] {
        let epoch = Instant(millisecondsSince1970: 0)
        let own = orders.values.filter { !annexed.contains(HospitalFact.Content.order($0.fact).resourceName) }
        let closed = own.filter { !$0.isOpen }.sorted {
            ($0.changedAt ?? epoch, $0.fact.orderId) > ($1.changedAt ?? epoch, $1.fact.orderId)
        }
        return own.filter(\.isOpen) + closed.prefix(Self.closedOrdersHanded)
    }
}

extension HandedOrder {
    init(_ order: ChartedOrder) {
        self.init(
            status: order.status, changedAt: order.changedAt, wasLetThrough: order.wasLetThrough,
            releasedRules: order.releasedRules, earlier: order.earlier.isEmpty ? nil : order.earlier)
    }
}

extension PatientHandover {
    /// More than one record of the log holds; what cannot be written at all cannot be handed over either.
    var isTooLarge: Bool { (try? encode()).map { $0.count > TopicCatalog.maximumRecordBytes } ?? true }
}
