import EventContracts
import MedicationDomain

/// Signs read in both directions, withdrawal and too much (clinical facts §4.3, §7.6).
enum SymptomPolicy {
    static let name = "symptoms"

    enum Verdict: String, Sendable {
        case likelyWithdrawal = "likely-withdrawal"
        case likelyToxicity = "likely-toxicity"
        case indeterminate
    }

    /// The signs that stand, graded.
    struct Signs: Sendable {
        var present: [(sign: SymptomRules.Sign, report: StoredSign)]
        var withdrawalGrade: Int { present.map(\.sign.withdrawalGrade).max() ?? 0 }
        /// Nil when nothing that speaks for withdrawal is reported.
        var reportedGrade: Int? { withdrawalGrade > 0 ? withdrawalGrade : nil }
        var toxicityGrade: Int { present.map(\.sign.toxicityGrade).max() ?? 0 }
        var speakForWithdrawal: Bool { present.contains { $0.sign.withdrawalGrade > 0 && $0.sign.toxicityGrade == 0 } }
        var speakForToxicity: Bool { present.contains { $0.sign.toxicityGrade > 0 && $0.sign.withdrawalGrade == 0 } }
        var haveTwoMeanings: Bool { present.contains { $0.sign.toxicityGrade > 0 && $0.sign.withdrawalGrade > 0 } }
    }

    static func verdict(_ picture: CareAlarms.Picture) -> CareAlarms.Verdict {
        let rules = picture.rules.care.symptoms
        let signs = signs(picture)
        var result = CareAlarms.Verdict()
        result.moments = picture.care.signs.map { $0.at + .days(rules.watchDays) }
        guard !signs.present.isEmpty else { return result }
        let circumstances = SymptomCircumstances(picture)
        result.moments += circumstances.moments
        guard circumstances.hasHadBaclofen else { return result }
        result.alerts = [alert(signs, circumstances, picture)]
        return result
    }

    static func reasonResolved(_ picture: CareAlarms.Picture) -> String {
        let latest = Dictionary(grouping: picture.care.signs, by: \.sign).compactMap(\.value.last)
        if latest.isEmpty { return "the report was taken back" }
        if latest.allSatisfy({ !$0.isPresent }) { return "the signs are reported absent" }
        return "no sign has been reported for \(Amount.text(picture.rules.care.symptoms.watchDays)) days"
    }

    /// Of each sign the newest report counts.
    static func signs(_ picture: CareAlarms.Picture) -> Signs {
        let rules = picture.rules.care.symptoms
        let id = CareAlarms.alertID(name, picture.record)
        let present = rules.signs.compactMap { sign -> (SymptomRules.Sign, StoredSign)? in
            let reports = picture.care.signs.filter { $0.sign == sign.id && $0.at <= picture.now }
            guard let latest = reports.last, latest.isPresent,
                picture.isOfConcern(id, from: latest.at, seenAt: latest.seenAt, days: rules.watchDays)
            else { return nil }
            return (sign, latest)
        }
        return Signs(present: present.map { (sign: $0.0, report: $0.1) })
    }

    /// Signs that speak for one side only are believed where the circumstances agree; anything else stays open.
    static func judge(_ signs: Signs, _ circumstances: SymptomCircumstances) -> Verdict {
        switch (signs.speakForWithdrawal, signs.speakForToxicity) {
        case (true, true): return .indeterminate
        case (true, false):
            guard circumstances.allowsWithdrawal, !circumstances.showsSuddenExcess else { return .indeterminate }
            return signs.haveTwoMeanings && circumstances.allowsToxicity ? .indeterminate : .likelyWithdrawal
        case (false, true):
            return circumstances.allowsToxicity && !circumstances.showsLack ? .likelyToxicity : .indeterminate
        case (false, false):
            switch (circumstances.allowsWithdrawal, circumstances.allowsToxicity) {
            case (true, false): return .likelyWithdrawal
            case (false, true): return .likelyToxicity
            default: return .indeterminate
            }
        }
    }

    private static func alert(
        _ signs: Signs, _ circumstances: SymptomCircumstances, _ picture: CareAlarms.Picture
    ) -> Alert {
        let rules = picture.rules.care.symptoms
        let verdict = judge(signs, circumstances)
        let grade = verdict == .likelyToxicity ? signs.toxicityGrade : max(signs.withdrawalGrade, signs.toxicityGrade)
        // A pump patient with a missed refill or an alarm: every sign is an emergency (boxed warning).
        let isPumpEmergency = circumstances.pumpIsFailing && signs.withdrawalGrade > 0
        let isEmergency = grade >= rules.emergencyGrade || isPumpEmergency
        let text: RuleText =
            switch verdict {
            case .likelyWithdrawal: rules.withdrawal
            case .likelyToxicity: rules.toxicity
            case .indeterminate: rules.indeterminate
            }
        let names = signs.present.map(\.sign.name).joined(separator: ", ")
        let isToxicity = verdict == .likelyToxicity || (verdict == .indeterminate && signs.withdrawalGrade == 0)
        var factors = ["verdict: \(verdict.rawValue)", "withdrawal grade \(signs.withdrawalGrade)"]
        factors.append("toxicity grade \(signs.toxicityGrade)")
        factors += signs.present.map { "\($0.sign.name) on \($0.report.at.day)" } + circumstances.factors
        return picture.alert(
            name, isToxicity ? .toxicity : .withdrawalSymptoms,
            isEmergency || picture.isHighRisk ? .major : .moderate, interruptive: isEmergency, text,
            summary: summary(verdict, names) + (isEmergency ? " (emergency)" : ""),
            detail: "Look-alikes to rule out: " + rules.lookAlikes.joined(separator: ", ") + "."
                + (isPumpEmergency ? "\n" + picture.rules.care.pump.boxedWarning : ""),
            factors: factors + picture.riskFactors, path: circumstances.hasPump ? .intrathecal : .enteral,
            notChecked: circumstances.unknowns)
    }

    private static func summary(_ verdict: Verdict, _ names: String) -> String {
        switch verdict {
        case .likelyWithdrawal: "Likely baclofen withdrawal: \(names)"
        case .likelyToxicity: "Likely too much baclofen: \(names)"
        case .indeterminate: "Withdrawal or too much baclofen, cannot be told apart: \(names)"
        }
    }
}
