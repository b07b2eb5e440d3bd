import EventContracts
import MedicationDomain

extension PatientChart {
    /// Takes one fact in and says what others should hear of it; orders are announced once they are judged.
    mutating func take(_ content: HospitalFact.Content, version: SourceVersion, at now: Instant) -> [Announcement] {
        switch content {
        case .order(let fact):
            take(fact, version: version, at: now)
            return claims(for: fact.orderId).map { Announcement($0, on: .claims) }
        case .dispense(let event):
            keep(event, retracted: event.status == .retracted, under: event.dispenseId.rawValue, in: \.dispenses)
            PatientChart.forget(&dispenses, except: annexedIDs("MedicationDispense/")) { $0.handedOverAt }
            return [Announcement(event, on: .dispenses)]
        case .administration(let event): return [Announcement(event, on: .administrations)]
        case .reportedMedication(let event):
            keep(event, retracted: event.status == .retracted, under: event.statementId.rawValue, in: \.statements)
            PatientChart.forget(&statements, except: annexedIDs("MedicationStatement/")) { $0.startsAt }
            return [Announcement(event, on: .reportedMedications)]
        case .patient(let event):
            person = person?.completed(by: event) ?? event
            // Of a record that is merged with others, the whole person is told instead.
            return merging == nil ? [Announcement(event, on: .patients)] : []
        case .observation(let event):
            take(event)
            return [Announcement(event, on: .observations)]
        case .condition(let event):
            keep(event, retracted: event.status == .retracted, under: event.conditionId.rawValue, in: \.conditions)
            PatientChart.forget(&conditions, except: annexedIDs("Condition/")) { $0.isActive ? .endOfTime : nil }
            return [Announcement(event, on: .conditions)]
        case .allergy(let event):
            keep(event, retracted: event.status == .retracted, under: event.allergyId.rawValue, in: \.allergies)
            // What is over goes before what still counts.
            PatientChart.forget(&allergies, except: annexedIDs("AllergyIntolerance/")) {
                $0.isActive ? .endOfTime : nil
            }
            return [Announcement(event, on: .allergies)]
        case .stay(let event):
            keep(event, retracted: event.change != .started, under: event.encounterId.rawValue, in: \.stays)
            return [Announcement(event, on: .stays)]
        case .coverage(let event): return [Announcement(event, on: .coverages)]
        case .claim(let event): return [Announcement(naming(event), on: .claims)]
        case .care(let event): return [Announcement(event, on: .cares)]
        }
    }

    private mutating func take(_ fact: OrderFact, version: SourceVersion, at now: Instant) {
        let key = fact.orderId.rawValue
        guard var order = orders[key] else {
            var order = ChartedOrder(fact: fact)
            (order.version, order.seenAt) = (version, now)
            if fact.status != .active && fact.status != .draft { order.changedAt = version.lastUpdated ?? now }
            orders[key] = order
            return
        }
        if order.fact.status != fact.status { order.changedAt = version.lastUpdated ?? now }
        if order.fact.isOtherTherapy(than: fact) {
            (order.isAmended, order.releasedRules) = (true, nil)
            order.keep(
                EarlierOrder(
                    order.fact, version: order.version ?? .init(), until: version.lastUpdated ?? now,
                    wasTaken: order.isTakenNow))
        }
        (order.fact, order.version) = (fact, version)
        orders[key] = order
    }

    /// An edition that came after a newer one changes nothing but the history of the dose.
    mutating func takeOutdated(_ fact: OrderFact, version: SourceVersion, at now: Instant) {
        guard var order = orders[fact.orderId.rawValue] else { return }
        order.takeOutdated(fact, version: version, at: now)
        orders[fact.orderId.rawValue] = order
    }

    private mutating func take(_ event: ObservationEvent) {
        var values = observations(event.kind)
        let count = values.count
        values.removeAll { $0.observationId == event.observationId }
        guard event.kind.isJudged || values.count != count else { return }
        if event.status == .recorded { values.append(event) }
        values.sort { ($0.observedAt, $0.observationId) < ($1.observedAt, $1.observationId) }
        let annexed = annexedIDs("Observation/")
        let own = values.filter { !annexed.contains($0.observationId.rawValue) }
        let old = Set(own.dropLast(PatientChart.valuesKept(of: event.kind)).map(\.observationId))
        values.removeAll { old.contains($0.observationId) }
        measured[event.kind.rawValue] = values.isEmpty ? nil : values
    }

    private mutating func keep<Event>(
        _ event: Event, retracted: Bool, under key: String, in table: WritableKeyPath<PatientChart, [String: Event]>
    ) {
        self[keyPath: table][key] = retracted ? nil : event
    }

    /// Drops the oldest entries beyond what the history needs.
    private static func forget<Event>(
        _ table: inout [String: Event], except annexed: Set<String>, by time: (Event) -> Instant?
    ) {
        let excess = table.count - annexed.count - historyKept
        guard excess > 0 else { return }
        let epoch = Instant(millisecondsSince1970: 0)
        let oldest = table.filter { !annexed.contains($0.key) }
            .sorted { (time($0.value) ?? epoch, $0.key) < (time($1.value) ?? epoch, $1.key) }
        for entry in oldest.prefix(excess) { table[entry.key] = nil }
    }

    /// Ids of one kind that count from merged records: they have bounds where they came from, and displace nothing here.
    private func annexedIDs(_ type: String) -> Set<String> {
        guard merging != nil else { return [] }
        return Set(annexed.keys.filter { $0.hasPrefix(type) }.map { String($0.dropFirst(type.count)) })
    }

    /// Drops the oldest closed orders beyond what the history needs.
    mutating func forgetClosedOrders() {
        let annexed = annexedIDs("MedicationRequest/")
        let closed = orders.filter { !$0.value.isOpen && !annexed.contains($0.key) }
        let excess = closed.count - PatientChart.historyKept
        guard excess > 0 else { return }
        let epoch = Instant(millisecondsSince1970: 0)
        let oldest = closed.sorted { ($0.value.changedAt ?? epoch, $0.key) < ($1.value.changedAt ?? epoch, $1.key) }
        for entry in oldest.prefix(excess) { orders[entry.key] = nil }
    }
}

extension ChartedOrder {
    /// Sorted by edition, so that arrival does not matter; the oldest ones are dropped.
    mutating func keep(_ content: EarlierOrder) {
        guard !earlier.contains(where: { $0.version == content.version }) else { return }
        let place = place(of: content.version)
        if place > 0, let written = content.version.lastUpdated { earlier[place - 1].until = written }
        earlier.insert(content, at: place)
        if earlier.count > ChartedOrder.earlierKept { earlier.removeFirst(earlier.count - ChartedOrder.earlierKept) }
    }

    fileprivate mutating func takeOutdated(_ fact: OrderFact, version: SourceVersion, at now: Instant) {
        let place = place(of: version)
        let next = place < earlier.count ? earlier[place] : nil
        let isNextTheSame =
            next.map { $0.medication == fact.medication && $0.dosageInstructions == fact.dosageInstructions }
            ?? !self.fact.isOtherTherapy(than: fact)
        guard isNextTheSame else {
            let newer = next?.version ?? self.version
            return keep(EarlierOrder(fact, version: version, until: newer?.lastUpdated ?? now))
        }
        // The change to what follows came with this edition already.
        if place > 0, let written = version.lastUpdated { earlier[place - 1].until = written }
    }

    private func place(of version: SourceVersion) -> Int {
        earlier.firstIndex { $0.version.isNewer(than: version) == true } ?? earlier.endIndex
    }
}

extension OrderFact {
    /// Whether another medicine, route or dose is ordered; a change of state alone is no amendment.
    func isOtherTherapy(than other: OrderFact) -> Bool {
        medication != other.medication || route != other.route || dosageInstructions != other.dosageInstructions
    }
}

extension ObservationEvent.Kind {
    /// Whether a rule of this service asks for it.
    var isJudged: Bool {
        switch self {
        case .estimatedGFR, .estimatedGFRCystatinC, .creatinine, .dialysis, .weight, .pregnancy, .breastfeeding,
            .spasticity, .pain, .sedation, .fall, .bloodPressure, .liverTest:
            true
        case .height, .alcoholUse, .symptom, .other: false
        }
    }
}

extension PatientEvent {
    /// The newer event, with what it leaves open taken from this one.
    fileprivate func completed(by newer: PatientEvent) -> PatientEvent {
        var event = newer
        event.birthDate = newer.birthDate ?? birthDate
        event.sex = newer.sex ?? sex
        if newer.isDeceased == nil { (event.isDeceased, event.deceasedAt) = (isDeceased, deceasedAt) }
        return event
    }
}
