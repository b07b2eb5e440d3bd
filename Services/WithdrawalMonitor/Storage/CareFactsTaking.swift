import EventContracts
import MedicationDomain

/// How the facts of care enter the record.
extension CareFacts {
    mutating func apply(_ event: AdministrationEvent, happenedAt time: Instant, seenAt now: Instant, rules: PumpRules) {
        let id = event.administrationId.rawValue
        remove(id, from: \.fills)
        remove(id, from: \.doses)
        guard event.status == .recorded else { return }
        let at = min(event.administeredAt ?? time, now)
        recordsSeenAt = max(recordsSeenAt ?? at, at)
        guard event.medication.isBaclofen else { return }
        if event.route == .intrathecal || event.medication.form == .intrathecalInjection {
            if let fill = fill(event, at: at, seenAt: now, rules: rules) { put(fill, in: \.fills) }
        } else {
            put(StoredDose(id: id, at: at, outcome: event.outcome), in: \.doses)
        }
    }

    /// A reservoir is filled with millilitres; a bolus is smaller than any reservoir's filling.
    private func fill(
        _ event: AdministrationEvent, at: Instant, seenAt now: Instant, rules: PumpRules
    ) -> StoredFill? {
        guard event.outcome == .given, let dose = event.dose else { return nil }
        let concentration = event.medication.strength?.milligramsPerMilliliter.map { $0 * 1000 }
        let micrograms: Double? =
            switch dose.unit {
            case .microgram: dose.high
            case .milligram: dose.high * 1000
            case .gram: dose.high * 1_000_000
            case .milliliter, .unit, .other: nil
            }
        var milliliters: Double?
        if dose.unit == .milliliter { milliliters = dose.high }
        if let micrograms, let concentration, concentration > 0 { milliliters = micrograms / concentration }
        guard let milliliters, milliliters.isFinite, milliliters >= rules.fillFromMilliliters else { return nil }
        return StoredFill(
            id: event.administrationId.rawValue, at: at, seenAt: now, milliliters: milliliters,
            microgramsPerMilliliter: concentration)
    }

    mutating func apply(_ event: CareEvent, happenedAt time: Instant, seenAt now: Instant, codes: CareCodes) {
        let id = "\(event.resourceType.rawValue)/\(event.careId.rawValue)"
        remove(id, from: \.cares)
        let meanings = codes.meanings(of: event.codes)
        guard event.status == .recorded, !meanings.isEmpty else { return }
        put(
            StoredCare(
                id: id, meanings: meanings, state: event.state, at: event.startsAt ?? time, seenAt: now,
                endsAt: event.endsAt, encounterId: event.encounterId), in: \.cares)
    }

    /// Some of it arrives as a diagnosis: a lost feeding tube, a pregnancy.
    mutating func apply(_ event: ConditionEvent, happenedAt time: Instant, seenAt now: Instant, codes: CareCodes) {
        let id = "Condition/\(event.conditionId.rawValue)"
        let known = cares.first { $0.id == id }
        remove(id, from: \.cares)
        let meanings = codes.meanings(of: event.codes)
        guard event.status == .recorded, !meanings.isEmpty else { return }
        let began = event.onsetAt ?? known?.at ?? time
        put(
            StoredCare(
                id: id, meanings: meanings, state: event.isActive ? .underway : .done, at: min(began, now),
                seenAt: known?.seenAt ?? now, endsAt: event.isActive ? nil : time), in: \.cares)
    }

    /// False when the observation is none of ours and never was.
    mutating func apply(_ event: ObservationEvent, seenAt now: Instant, rules: CareRules) -> Bool {
        let id = event.observationId.rawValue
        let before = self
        remove(id, from: \.signs)
        remove(id, from: \.volumes)
        remove(id, from: \.pregnancies)
        guard event.status == .recorded else { return self != before }
        let at = min(event.observedAt, now)
        if event.kind == .pregnancy {
            if let value = event.value {
                put(StoredPregnancy(id: id, at: at, isPregnant: value > 0), in: \.pregnancies)
            }
        } else if let kind = rules.codes.volume(of: event), let milliliters = Self.milliliters(event) {
            put(StoredVolume(id: id, kind: kind, milliliters: milliliters, at: at, seenAt: now), in: \.volumes)
        } else if let (sign, isPresent) = rules.symptoms.sign(of: event) {
            put(StoredSign(id: id, sign: sign.id, isPresent: isPresent, at: at, seenAt: now), in: \.signs)
        }
        return self != before
    }

    private static func milliliters(_ event: ObservationEvent) -> Double? {
        guard let value = event.value, value >= 0, value.isFinite, event.unit?.lowercased() == "ml" else { return nil }
        return value
    }

    mutating func noteOrder(_ order: OrderEvent) {
        guard let encounter = order.encounterId, !orderedIn.contains(encounter) else { return }
        orderedIn.append(encounter)
        orderedIn.sort()
        if orderedIn.count > Self.kept { orderedIn.removeFirst(orderedIn.count - Self.kept) }
    }

    private mutating func remove<Fact: StoredFact>(_ id: String, from list: WritableKeyPath<CareFacts, [Fact]>) {
        self[keyPath: list].removeAll { $0.id == id }
    }

    private mutating func put<Fact: StoredFact>(_ fact: Fact, in list: WritableKeyPath<CareFacts, [Fact]>) {
        var facts = self[keyPath: list]
        facts.append(fact)
        facts.sort { ($0.at, $0.id) < ($1.at, $1.id) }
        if facts.count > Self.kept { facts.removeFirst(facts.count - Self.kept) }
        self[keyPath: list] = facts
    }
}
