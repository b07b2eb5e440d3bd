import EventContracts
import MedicationDomain

/// A pharmacy's claim for baclofen that the insurer does not pay: an immediate threat to supply (clinical facts §7.13),
/// told as one alert per patient.
enum ClaimPolicy {
    static let name = "claim-rejected"

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        let standing = ClaimStanding.all(in: picture)
        guard !standing.isEmpty else { return CareAlarms.Verdict() }
        let supply = ClaimSupply(standing, picture)
        return CareAlarms.Verdict(
            alerts: [alert(standing, supply, picture)],
            moments: standing.map { $0.claim.at + .days(picture.rules.claims.concernDays) } + supply.moments(picture))
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        let rejected = (picture.record.claims ?? []).filter { $0.verdict != .accepted }
        // Of several rejections the last to end closes the alert.
        let last = rejected.compactMap { ClaimStanding.end(of: $0, in: picture) }.max { $0.at < $1.at }
        return last?.words(picture.rules.claims) ?? "the rejection was taken back, or was for another medicine"
    }

    private static func alert(
        _ standing: [ClaimStanding], _ supply: ClaimSupply, _ picture: CareAlarms.Picture
    ) -> Alert {
        let rules = picture.rules.claims
        let levels = standing.map { level(of: $0, supply, picture) }
        let kinds = standing.flatMap { $0.claim.reasons.map(\.kind) }.inOrder
        let words = kinds.compactMap { rules.reasons[$0]?.words }.joined(separator: ", ")
        let isCertain = standing.contains { $0.isCertain }
        var alert = picture.alert(
            name, .supplyThreat, levels.map(\.severity).max() ?? .minor,
            interruptive: levels.contains(where: \.interruptive), rules.text,
            summary: "\(lead(standing)): \(words); \(supply.words)",
            detail: (standing.map { $0.words(rules) } + supply.because).joined(separator: "\n"),
            factors: (picture.isHighRisk ? ["high risk of withdrawal"] : [])
                + standing.compactMap { $0.claim.nextFillOn.map { "paid from \($0) on, as the insurer says" } }.inOrder
                + picture.riskFactors,
            path: supply.path, notChecked: omissions(standing, supply, isCertain: isCertain))
        alert.management = (kinds.flatMap { rules.reasons[$0]?.management ?? [] } + rules.text.management).inOrder
        alert.medications = standing.map(\.alertMedication).inOrder
        return alert
    }

    private static func lead(_ standing: [ClaimStanding]) -> String {
        guard let strongest = standing.max(by: { $0.weight < $1.weight }) else { return "" }
        guard strongest.isCertain else { return "Claim rejected, medicine not told, patient takes baclofen" }
        if strongest.claim.verdict == .unclear { return "Whether a baclofen claim is paid cannot be told" }
        switch strongest.claim.use {
        case .claim: return "Baclofen claim rejected"
        case .preauthorization: return "Authorization for baclofen rejected"
        case .predetermination: return "A baclofen claim would be rejected"
        }
    }

    private static func level(
        of standing: ClaimStanding, _ supply: ClaimSupply, _ picture: CareAlarms.Picture
    ) -> (severity: Severity, interruptive: Bool) {
        let (rules, kinds) = (picture.rules.claims, standing.claim.reasons.map(\.kind))
        let isTooSoon = !kinds.isEmpty && kinds.allSatisfy { $0 == .fillTooSoon }
        let level = supply.level(isTooSoon ? rules.tooSoon : rules.urgency)
        let severity = picture.isHighRisk ? level.highRiskSeverity : level.severity
        let interrupts = picture.isHighRisk ? level.highRiskInterruptive : level.interruptive
        // A forecast and an answer that nobody understands are no refusal yet; nobody is interrupted for a medicine
        // that may be another one.
        guard standing.claim.verdict == .rejected, standing.claim.use != .predetermination else {
            return (min(severity, rules.forecastSeverity), false)
        }
        return (severity, interrupts && standing.isCertain)
    }

    private static func omissions(
        _ standing: [ClaimStanding], _ supply: ClaimSupply, isCertain: Bool
    ) -> [CheckStatement.Omission] {
        var omissions: [CheckStatement.Omission] = []
        if let reason = supply.unknownBecause { omissions.append(.init(check: "supply", reason: reason)) }
        if !isCertain { omissions.append(.init(check: "medicine", reason: "the claim does not say which it is for")) }
        if standing.contains(where: { $0.claim.reasons.contains { $0.kind == .unrecognized } }) {
            omissions.append(.init(check: "claim-reason", reason: "a reason of the insurer is not recognised"))
        }
        return omissions
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order of their first place.
    fileprivate var inOrder: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
