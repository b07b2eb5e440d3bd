import EventContracts
import MedicationDomain

// The record as one with those merged into it: a resource counts in its newest edition, wherever it was told.

extension PatientChart {
    /// The facts of merged records that count here, by the name of the resource.
    ///
    /// What the hospital told of this record itself stands, unless a merged record has a newer edition: then the
    /// resource was given to that one since.
    var annexed: [String: HandedFact] {
        var found: [String: HandedFact] = [:]
        for (_, annex) in (merging?.annexes ?? [:]).sorted(by: { $0.key < $1.key }) {
            for handed in annex.facts {
                if case .patient = handed.fact.content { continue }
                let name = handed.fact.content.resourceName
                if let own = editions.byResource[name], handed.fact.version.isNewer(than: own.version) != true {
                    continue
                }
                if let other = found[name], handed.fact.version.isNewer(than: other.fact.version) != true { continue }
                found[name] = handed
            }
        }
        return found
    }

    /// Who the patient is according to the merged records, in a fixed order.
    var annexedPersons: [HandedFact] {
        var found: [PatientID: HandedFact] = [:]
        for (_, annex) in (merging?.annexes ?? [:]).sorted(by: { $0.key > $1.key }) {
            for handed in annex.facts {
                if case .patient = handed.fact.content { found[handed.origin] = handed }
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The person as all records of them tell; this record's own word comes first.
    var wholePerson: PatientEvent? {
        guard merging != nil else { return person }
        let others = annexedPersons.compactMap { handed in
            if case .patient(let event) = handed.fact.content { event } else { nil }
        }
        return others.reduce(person) { known, other in
            guard var known else { return other }
            known.birthDate = known.birthDate ?? other.birthDate
            known.sex = known.sex ?? other.sex
            if known.isDeceased == nil { (known.isDeceased, known.deceasedAt) = (other.isDeceased, other.deceasedAt) }
            return known
        }
    }

    /// What others hear of the person; whole, so that nothing of a record that left stays behind.
    func personWord(of patient: PatientID, leaving other: PatientID? = nil) -> PatientEvent {
        var event = wholePerson ?? PatientEvent(patientId: patient)
        event.patientId = patient
        event.change = event.isDeceased == true ? .died : .updated
        if other != nil { (event.change, event.otherPatientId) = (.unmerged, other) }
        if isRetired { (event.change, event.otherPatientId) = (.merged, merging?.survivor) }
        return event
    }

    /// Whether a merged record has the resource in a newer edition, which stays.
    func isOvertaken(_ fact: HospitalFact) -> Bool {
        merging != nil && annexed[fact.content.resourceName] != nil
    }
}

extension JudgementPolicy.Outcome {
    /// Puts what a merged record hands over in the place of what it handed over before, nil for nothing; returns the
    /// orders that are touched by it.
    mutating func replaceAnnex(
        of other: PatientID, by annex: ChartMerging.Annex?, in patient: PatientID, at now: Instant
    ) -> Set<OrderID> {
        let before = chart.annexed
        chart.changeMerging { $0.annexes[other.rawValue] = annex }
        let after = chart.annexed
        var touched: Set<OrderID> = []
        for (name, handed) in before.sorted(by: { told($1, $0) }) where after[name] == nil {
            remove(handed, of: patient)
        }
        for (name, handed) in after.sorted(by: { told($0, $1) }) where before[name] != handed {
            if case .order(let order) = handed.fact.content { touched.insert(order.orderId) }
            add(handed, to: patient, at: now)
        }
        return touched
    }

    private func told(_ left: (key: String, value: HandedFact), _ right: (key: String, value: HandedFact)) -> Bool {
        (left.value.fact.content.tellingPlace, left.key) < (right.value.fact.content.tellingPlace, right.key)
    }

    private mutating func add(_ handed: HandedFact, to patient: PatientID, at now: Instant) {
        let content = handed.fact.content.moved(to: patient)
        guard case .order(let fact) = content else {
            announcements += chart.take(content, version: handed.fact.version, at: now)
            return
        }
        let key = fact.orderId.rawValue
        let isKnown = chart.orders[key] != nil
        let earlier = handed.order?.earlier ?? []
        _ = chart.take(content, version: handed.fact.version, at: now)
        chart.orders[key]?.changedAt = handed.order?.changedAt
        if isKnown {
            for edition in earlier { chart.orders[key]?.keep(edition) }
        } else {
            chart.orders[key]?.earlier = earlier
        }
        guard !isKnown else { return }
        chart.orders[key]?.status = handed.order?.status
        chart.orders[key]?.wasLetThrough = handed.order?.wasLetThrough
        chart.orders[key]?.releasedRules = handed.order?.releasedRules
        chart.orders[key]?.wasHandedOver = true
    }

    private mutating func remove(_ handed: HandedFact, of patient: PatientID) {
        let content = handed.fact.content.moved(to: patient)
        guard case .order(let fact) = content else {
            guard let retracted = content.retracted else { return }
            announcements += chart.take(retracted, version: handed.fact.version, at: Instant(millisecondsSince1970: 0))
            return
        }
        let key = fact.orderId.rawValue
        guard let order = chart.orders.removeValue(forKey: key) else { return }
        if order.heldUntil != nil {
            deadlines.append(.cancel(kind: JudgementPolicy.heldOrderDeadline, subject: key))
        }
        let gone = OrderEvent(
            orderId: fact.orderId, patientId: patient, status: .retracted,
            statusReason: "of a record that is not merged with this one any more", medication: fact.medication,
            route: fact.route, dosageInstructions: fact.dosageInstructions, authoredAt: fact.authoredAt,
            isHandedBack: true)
        announcements.append(Announcement(gone, on: .orders))
    }
}
