import EventContracts
import MedicationDomain
import ServiceRuntime

/// What is kept of one patient: who pays until when, how long the supply lasts, and what was said about it.
///
/// Income and household are asked, answered and never stored, in a case neither.
struct CoveragePicture: Codable, Hashable, Sendable {
    static let table = DocumentTable<CoveragePicture>("coveragePicture")
    static let keptCoverages = 16
    static let keptSupplies = 8
    static let keptClaims = 24
    static let keptDispenses = 8

    struct Coverage: Codable, Hashable, Sendable {
        var coverageId: ResourceID
        var isActive: Bool
        var startsOn: CalendarDay?
        var endsOn: CalendarDay?
        /// The coverage's code as it came; absent in pictures from before it mattered.
        var kind: String?
    }

    struct Supply: Codable, Hashable, Sendable {
        var entity: EntityID
        var medication: Medication
        /// Nil: unknown, or it does not run out.
        var runOutAt: Instant?
        /// Whether any of it is taken; nil: not known, or told before it mattered.
        var isTaken: Bool?
    }

    struct Dispense: Codable, Hashable, Sendable {
        var dispenseId: DispenseID
        var orderId: OrderID?
        var at: Instant
    }

    var patient: PatientID
    var coverages: [Coverage] = []
    var supplies: [Supply] = []
    var birthDate: CalendarDay?
    var isDeceased = false
    /// The record that this one was merged into: who pays is judged there.
    var mergedInto: PatientID?
    var alerts = AlertBook()
    /// When an alert was last answered with "too costly", and when the medicine was last handed over.
    var tooCostlyAt: Instant?
    var handedOverAt: Instant?
    /// The latest of what was handed over; absent in pictures from before it mattered.
    var dispenses: [Dispense]?
    /// Answers to claims that are or may be for baclofen, in order of time; nil: none.
    var claims: [KeptClaim]?
    /// Applications for help; absent in pictures from before there were any.
    var cases: [AssistanceCase]?
    /// The deadline that stands.
    var reviewAt: Instant?
    /// The latest moment it was judged at; a late record never turns time back.
    var judgedAt: Instant?

    init(patient: PatientID) { self.patient = patient }

    mutating func apply(_ event: CoverageEvent) {
        coverages.removeAll { $0.coverageId == event.coverageId }
        guard event.status == .recorded else { return }
        coverages.append(
            Coverage(
                coverageId: event.coverageId, isActive: event.isActive, startsOn: event.startsOn,
                endsOn: event.endsOn, kind: event.kind))
        coverages.sort { $0.coverageId < $1.coverageId }
        // What ended longest ago says least.
        while coverages.count > Self.keptCoverages {
            let oldest = coverages.indices.min { rank($0) < rank($1) } ?? 0
            coverages.remove(at: oldest)
        }
    }

    private func rank(_ index: Int) -> (Int, Int) {
        let coverage = coverages[index]
        return (coverage.isActive ? 1 : 0, coverage.endsOn?.daysSince1970 ?? .max)
    }

    mutating func apply(_ projection: SupplyProjection) {
        supplies.removeAll { $0.entity == projection.entityID }
        supplies.append(
            Supply(
                entity: projection.entityID, medication: projection.medication,
                runOutAt: projection.state == .known ? projection.runOutAt : nil,
                isTaken: projection.dailyDoseMilligrams.map { $0 > 0 }))
        supplies.sort { $0.entity.rawValue < $1.entity.rawValue }
        if supplies.count > Self.keptSupplies { supplies.removeFirst(supplies.count - Self.keptSupplies) }
    }

    /// False when nothing has become different.
    ///
    /// - Parameter isOurs: it is baclofen; what turns out to be another medicine is let go.
    mutating func apply(_ event: DispenseEvent, isOurs: Bool) -> Bool {
        let before = dispenses ?? []
        var kept = before.filter { $0.dispenseId != event.dispenseId }
        if isOurs, event.status == .recorded, let at = event.handedOverAt {
            kept.append(Dispense(dispenseId: event.dispenseId, orderId: event.orderId, at: at))
        }
        kept.sort { ($0.at, $0.dispenseId) < ($1.at, $1.dispenseId) }
        if kept.count > Self.keptDispenses { kept.removeFirst(kept.count - Self.keptDispenses) }
        dispenses = kept.isEmpty ? nil : kept
        return kept != before
    }

    mutating func apply(_ event: PatientEvent) {
        switch event.change {
        case .updated, .died:
            birthDate = event.birthDate ?? birthDate
            isDeceased = event.isDeceased ?? (event.change == .died || isDeceased)
        case .merged, .unmerged:
            // All that is known of the person: what another record had said is let go.
            (birthDate, isDeceased) = (event.birthDate, event.isDeceased ?? false)
        }
        mergedInto = event.change == .merged ? event.otherPatientId ?? event.patientId : nil
    }

    /// Nothing is known of the patient; when that was judged does not matter.
    var isBlank: Bool {
        var blank = CoveragePicture(patient: patient)
        blank.judgedAt = judgedAt
        return self == blank
    }

    /// The day the first known supply ends.
    var supplyEnds: CalendarDay? { supplies.compactMap(\.runOutAt).min()?.day }

    /// - Parameter selfPay: the codes of a coverage that mean there is none.
    func facts(selfPay: Set<String>) -> CoverageFacts {
        let ending = supplies.compactMap { supply in
            supply.runOutAt.map { CoverageFacts.Supply(medication: supply.medication, runOutAt: $0) }
        }
        return CoverageFacts(
            patient: patient,
            periods: coverages.map {
                .init(
                    isActive: $0.isActive, startsOn: $0.startsOn, endsOn: $0.endsOn,
                    isSelfPay: $0.kind.map(selfPay.contains) ?? false)
            },
            supply: ending.min { $0.runOutAt < $1.runOutAt },
            tooCostly: tooCostlyAt.map { at in
                let moments = (dispenses ?? []).map(\.at) + [handedOverAt].compactMap(\.self)
                return .init(at: at, isSettled: moments.contains { $0 > at })
            },
            claims: claims ?? [],
            handedOver: (dispenses ?? []).map { .init(at: $0.at, orderId: $0.orderId) }, taken: supplies.map(\.isTaken),
            birthDate: birthDate, isDeceased: isDeceased,
            isMerged: mergedInto != nil)
    }
}

extension StoreWriter {
    /// A picture that shows nothing is not kept.
    func keep(_ picture: CoveragePicture) {
        save(picture.isBlank ? nil : picture, in: CoveragePicture.table, of: picture.patient)
    }
}
