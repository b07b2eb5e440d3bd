import EventContracts
import MedicationDomain

/// How facts enter the record. Each keeps the newest of its kind and forgets the oldest beyond the bound.
extension SupplyRecord {
    mutating func apply(
        _ order: OrderEvent, happenedAt time: Instant, seenAt now: Instant, sedativeATCPrefixes: [String]
    ) {
        noteSedative(order, happenedAt: time, prefixes: sedativeATCPrefixes)
        care.noteOrder(order)
        // An order that went back to another record was never one of this patient's: nothing has stopped.
        guard order.medication.isBaclofen, order.isHandedBack != true else {
            orders.removeAll { $0.orderId == order.orderId }
            return
        }
        var stored = self.order(order.orderId) ?? StoredOrder(order)
        stored.apply(order, happenedAt: time, seenAt: now)
        orders.removeAll { $0.orderId == order.orderId }
        orders.append(stored)
        orders.sort { $0.orderId < $1.orderId }
        forgetOldOrders()
    }

    mutating func apply(_ dispense: DispenseEvent) {
        dispenses.removeAll { $0.dispenseId == dispense.dispenseId }
        guard dispense.status == .recorded, let handedOverAt = dispense.handedOverAt else { return }
        dispenses.append(
            StoredDispense(
                dispenseId: dispense.dispenseId, orderId: dispense.orderId, medication: dispense.medication,
                milligrams: DispensedAmount.milligrams(of: dispense), handedOverAt: handedOverAt,
                daysSupply: dispense.daysSupply))
        dispenses.sort { ($0.handedOverAt, $0.dispenseId) < ($1.handedOverAt, $1.dispenseId) }
    }

    mutating func apply(_ stay: StayEvent, happenedAt time: Instant) {
        let known = stays.first { $0.encounterId == stay.encounterId }
        stays.removeAll { $0.encounterId == stay.encounterId }
        guard stay.change != .retracted else { return }
        let started = stay.startedAt ?? known?.startedAt ?? time
        stays.append(
            StoredStay(
                encounterId: stay.encounterId, encounterClass: stay.encounterClass ?? known?.encounterClass,
                startedAt: started,
                endedAt: stay.change == .ended ? max(started, stay.endedAt ?? time) : stay.endedAt))
        stays.sort { ($0.startedAt, $0.encounterId) < ($1.startedAt, $1.encounterId) }
        while stays.count > Self.keptStays, let oldest = stays.firstIndex(where: { $0.endedAt != nil }) {
            stays.remove(at: oldest)
        }
    }

    mutating func apply(_ patient: PatientEvent) {
        switch patient.change {
        case .updated, .died:
            birthDate = patient.birthDate ?? birthDate
            isDeceased = patient.isDeceased ?? (patient.change == .died || isDeceased)
        case .merged, .unmerged:
            // All that is known of the person: what another record had said is let go.
            (birthDate, isDeceased) = (patient.birthDate, patient.isDeceased ?? false)
        }
        mergedInto = patient.change == .merged ? patient.otherPatientId ?? patient.patientId : nil
    }

    mutating func apply(_ condition: ConditionEvent) {
        conditions.removeAll { $0.conditionId == condition.conditionId }
        guard condition.status == .recorded, condition.isActive, !condition.codes.isEmpty else { return }
        conditions.append(StoredCondition(conditionId: condition.conditionId, codes: condition.codes))
        conditions.sort { $0.conditionId < $1.conditionId }
        if conditions.count > Self.keptConditions { conditions.removeFirst(conditions.count - Self.keptConditions) }
    }

    mutating func apply(_ observation: ObservationEvent) {
        guard observation.kind == .estimatedGFR || observation.kind == .estimatedGFRCystatinC else { return }
        kidneyValues.removeAll { $0.observationId == observation.observationId }
        guard observation.status == .recorded, let value = observation.value else { return }
        kidneyValues.append(
            StoredKidneyValue(
                observationId: observation.observationId, value: value, observedAt: observation.observedAt))
        kidneyValues.sort { ($0.observedAt, $0.observationId) < ($1.observedAt, $1.observationId) }
        if kidneyValues.count > Self.keptKidneyValues {
            kidneyValues.removeFirst(kidneyValues.count - Self.keptKidneyValues)
        }
    }

    private mutating func noteSedative(_ order: OrderEvent, happenedAt time: Instant, prefixes: [String]) {
        sedatives.removeAll { $0.orderId == order.orderId }
        let codes = order.medication.ingredients.flatMap(\.atcCodes)
        guard codes.contains(where: { code in prefixes.contains { code.hasPrefix($0) } }),
            order.status.isActive || order.status == .stopped || order.status == .completed
        else { return }
        let ended = order.status.isActive ? nil : min(order.statusChangedAt ?? time, time)
        sedatives.append(
            StoredSedative(
                orderId: order.orderId, name: order.medication.ingredients.first?.name ?? "sedative", endedAt: ended))
        sedatives.sort { $0.orderId < $1.orderId }
        if sedatives.count > Self.keptSedatives { forgetOldestSedative() }
    }

    private mutating func forgetOldestSedative() {
        let ended = sedatives.filter { $0.endedAt != nil }.min { left, right in
            (left.endedAt ?? .distantFuture, left.orderId) < (right.endedAt ?? .distantFuture, right.orderId)
        }
        let oldest = ended ?? sedatives[0]
        sedatives.removeAll { $0.orderId == oldest.orderId }
    }

    private mutating func forgetOldOrders() {
        while orders.count > Self.keptOrders {
            let ended = orders.filter { $0.endedAt != nil }.min { left, right in
                (left.endedAt ?? .distantFuture, left.orderId) < (right.endedAt ?? .distantFuture, right.orderId)
            }
            guard let oldest = ended else { return }
            orders.removeAll { $0.orderId == oldest.orderId }
            guard oldest.status != .retracted, let from = oldest.activeSince, let until = oldest.endedAt else {
                continue
            }
            earlierCourse = EarlierCourse(
                from: min(earlierCourse?.from ?? from, from), until: max(earlierCourse?.until ?? until, until))
        }
    }
}

extension Instant {
    /// Later than every time of a record.
    static let distantFuture = CalendarDay(daysSince1970: 1_000_000).start
}
