import MedicationDomain

extension TextTokens {
    /// The route that the words of a text tell, if any; of several, the one that reaches the whole body first.
    var route: Route? {
        for (phrases, route) in TextTokens.routes where phrases.contains(where: contains) { return route }
        return nil
    }

    private func contains(_ phrase: [String]) -> Bool {
        guard let first = phrase.first else { return false }
        return words.indices.contains { start in
            words[start] == first && words[start...].starts(with: phrase)
        }
    }

    private static let routes: [(phrases: [[String]], route: Route)] = [
        (TextTokens.intrathecal.map { [$0] }, .intrathecal),
        ([["epidural"], ["epidurally"]], .epidural),
        (
            [
                ["peg"], ["g", "tube"], ["gtube"], ["ng"], ["nasogastric"], ["feeding", "tube"], ["per", "tube"],
                ["via", "tube"],
            ],
            .enteralTube
        ),
        ([["iv"], ["intravenous"], ["intravenously"], ["ivp"], ["ivpb"]], .intravenous),
        ([["im"], ["intramuscular"], ["intramuscularly"]], .intramuscular),
        ([["subq"], ["sc"], ["sq"], ["subcut"], ["subcutaneous"], ["subcutaneously"]], .subcutaneous),
        ([["sublingual"], ["sublingually"], ["sl"], ["under", "the", "tongue"], ["buccal"]], .sublingual),
        ([["vaginal"], ["vaginally"]], .vaginal),
        ([["rectal"], ["rectally"], ["pr"], ["suppository"], ["suppositories"]], .rectal),
        ([["transdermal"], ["transdermally"], ["patch"], ["patches"]], .transdermal),
        (
            [["inhalation"], ["inhaled"], ["inhale"], ["inhaler"], ["nebulized"], ["nebulizer"], ["neb"], ["hfa"]],
            .inhaled
        ),
        ([["ophthalmic"], ["eye"], ["eyes"], ["ophth"]], .ophthalmic),
        ([["otic"], ["ear"], ["ears"]], .otic),
        ([["nasal"], ["intranasal"], ["nostril"], ["nose"]], .nasal),
        ([["oral"], ["orally"], ["po"], ["by", "mouth"], ["per", "os"], ["mouth"], ["swallow"]], .oral),
        ([["topical"], ["topically"], ["skin"]], .topical),
    ]
}

extension DoseForm {
    /// The only route of the form; nil where there are several.
    var certainRoute: Route? {
        switch self {
        case .tablet, .capsule, .extendedReleaseTablet, .oralSolution, .oralSuspension, .granules: .oral
        case .intrathecalInjection: .intrathecal
        case .patch: .transdermal
        case .topical: .topical
        case .ophthalmic: .ophthalmic
        case .otic: .otic
        case .nasal: .nasal
        case .inhaled: .inhaled
        case .rectal: .rectal
        case .vaginal: .vaginal
        case .sublingual: .sublingual
        case .injection, .other: nil
        }
    }
}
