import EventContracts
import MedicationDomain

/// A rejection that still stands, with what it is about.
struct ClaimStanding: Hashable, Sendable {
    /// What ended a rejection, and when.
    struct End: Hashable, Sendable {
        enum Cause: Hashable, Sendable { case accepted, dispensed, orderEnded, notTaken, aged }
        var cause: Cause
        var at: Instant

        func words(_ rules: ClaimRules) -> String {
            switch cause {
            case .accepted: "a later claim was accepted on \(at.day)"
            case .dispensed: "baclofen was handed over on \(at.day); how long it lasts is watched on its own"
            case .orderEnded: "the order that was claimed for has ended"
            case .notTaken: "no baclofen is ordered"
            case .aged: "nothing more was heard of the claim in \(Amount.text(rules.concernDays)) days"
            }
        }
    }

    let claim: KeptClaim
    /// The baclofen order it is for, where that is known.
    let order: StoredOrder?
    /// The claim, or its order, says that it is baclofen.
    let isCertain: Bool
    let path: Regimen.Path

    /// The strongest gives the alert its name.
    var weight: Int {
        (isCertain ? 10 : 0) + (claim.verdict == .rejected ? 5 : 0) + claim.use.strength
    }

    static func all(in picture: CareAlarms.Picture) -> [ClaimStanding] {
        let claims = picture.record.claims ?? []
        return claims.compactMap { claim in
            guard claim.verdict != .accepted, !claims.isRepeated(claim), let subject = ClaimStanding(claim, picture),
                subject.end(in: picture) == nil
            else { return nil }
            return subject
        }
    }

    static func end(of claim: KeptClaim, in picture: CareAlarms.Picture) -> End? {
        ClaimStanding(claim, picture)?.end(in: picture)
    }

    /// Nil when it is for another medicine, or may be and the patient takes no baclofen.
    private init?(_ claim: KeptClaim, _ picture: CareAlarms.Picture) {
        self.claim = claim
        order = claim.orderId.flatMap { picture.record.order($0) }
        isCertain = claim.told == .baclofen || order != nil
        let taken = Regimen.Path.allCases.filter { Self.isTaken($0, picture) }
        path = order?.path ?? (claim.isForPump ? .intrathecal : taken.first ?? .enteral)
        if !isCertain, claim.told == .unrecognized || taken.isEmpty { return nil }
    }

    private static func isTaken(_ path: Regimen.Path, _ picture: CareAlarms.Picture) -> Bool {
        let dose = picture.regimen(path).dose(at: picture.now)
        return dose != .none && dose != .known(0)
    }

    private func end(in picture: CareAlarms.Picture) -> End? {
        let record = picture.record
        if let accepted = record.claims?.acceptance(of: claim) {
            return End(cause: .accepted, at: accepted.at)
        }
        if let moment = handedOver(in: picture) { return End(cause: .dispensed, at: moment) }
        if let order {
            if let moment = order.endedAt { return End(cause: .orderEnded, at: moment) }
        } else if record.orders.contains(where: { $0.path == path }), !Self.isTaken(path, picture) {
            // A claim for baclofen of which no order is known is itself a sign that it is taken.
            return End(cause: .notTaken, at: picture.now)
        }
        let over = claim.at + .days(picture.rules.claims.concernDays)
        return over <= picture.now ? End(cause: .aged, at: over) : nil
    }

    private func handedOver(in picture: CareAlarms.Picture) -> Instant? {
        let fills = path == .intrathecal ? picture.care.fills(until: picture.now).map(\.at) : []
        let dispenses = picture.record.dispenses.filter {
            // Tablets do not fill a pump, nor does a pump's drug take the place of tablets.
            let isForPump = $0.medication.form == .intrathecalInjection
            return claim.isSameOrder($0.orderId) && isForPump == (path == .intrathecal)
        }.map(\.handedOverAt)
        return (dispenses + fills).filter { claim.at <= $0 && $0 <= picture.now }.min()
    }

    var alertMedication: AlertMedication {
        order?.alertMedication
            ?? AlertMedication(
                text: claim.medicine ?? "medicine not told",
                ingredientRxNormCode: claim.told == .baclofen ? Ingredient.baclofenRxNormCode : nil,
                orderId: claim.orderId)
    }

    /// One line of the detail.
    func words(_ rules: ClaimRules) -> String {
        let about = order?.medication.text ?? claim.medicine ?? "a medicine that is not told"
        let verdict =
            switch (claim.verdict, claim.use) {
            case (.unclear, _), (.accepted, _): "answered, and nobody can tell whether it is paid"
            case (.rejected, .claim): "rejected"
            case (.rejected, .preauthorization): "authorization rejected"
            case (.rejected, .predetermination): "would be rejected, as the insurer forecasts"
            }
        let reasons = claim.reasons.map { reason in
            let known = [reason.code.map { "code \($0)" }, reason.text].compactMap(\.self).joined(separator: ": ")
            return (rules.reasons[reason.kind]?.words ?? reason.kind.rawValue) + (known.isEmpty ? "" : " (\(known))")
        }
        return "\(claim.at.day): claim for \(about) \(verdict): \(reasons.joined(separator: ", "))"
    }
}
