import MedicationDomain

extension TextTokens {
    /// The dose form the words of a text tell, if any.
    ///
    /// Forms that work on the whole body are looked for first: a local form silences findings, so it must be certain.
    var form: DoseForm? {
        let words = Set(words)
        func has(_ any: Set<String>) -> Bool { !words.isDisjoint(with: any) }
        if has(["vaginal", "vaginally"]) { return .vaginal }
        if has(["rectal", "rectally", "suppository", "suppositories", "supp", "enema"]) { return .rectal }
        if has(["sublingual", "sl", "buccal"]) { return .sublingual }
        if has(["intrathecal", "intrathecally"]) { return .intrathecalInjection }
        if has(["patch", "patches", "transdermal", "tts"]) { return .patch }
        if has(["capsule", "capsules", "cap", "caps", "softgel", "softgels"]) { return .capsule }
        if has(["tablet", "tablets", "tab", "tabs", "caplet", "caplets", "odt"]) {
            return has(TextTokens.extendedRelease) ? .extendedReleaseTablet : .tablet
        }
        if has(["granules", "granule", "packet", "packets", "sachet", "sachets"]) { return .granules }
        if !has(["oral", "orally", "po", "mouth"]), let local { return local }
        if has(TextTokens.injected) { return .injection }
        if has(["inhaler", "inhalation", "inhaled", "hfa", "nebulizer", "nebulized", "neb", "nebs"]) {
            return .inhaled
        }
        if has(["suspension", "susp"]) { return .oralSuspension }
        if has(["solution", "soln", "sol", "elixir", "syrup", "liquid"]) { return .oralSolution }
        return nil
    }

    private var local: DoseForm? {
        let words = Set(words)
        func has(_ any: Set<String>) -> Bool { !words.isDisjoint(with: any) }
        if has(["ophthalmic", "ophth", "ophthal", "eye", "eyes", "eyedrops"]) { return .ophthalmic }
        if has(["otic", "ear", "ears", "eardrops"]) { return .otic }
        if has(["nasal", "intranasal", "nose", "nostril", "nasally"]) { return .nasal }
        if has(["topical", "topically", "cream", "ointment", "oint", "lotion", "gel", "shampoo", "foam"]) {
            return .topical
        }
        return nil
    }

    private static let extendedRelease: Set<String> = [
        "er", "xr", "sr", "cr", "xl", "la", "extended", "sustained", "controlled", "prolonged",
    ]
    private static let injected: Set<String> = [
        "injection", "injections", "inj", "injectable", "vial", "vials", "ampule", "ampoule", "syringe", "iv", "im",
        "subq", "infusion", "intravenous", "intramuscular", "subcutaneous",
    ]
}

extension DoseForm {
    /// Whether a strength without a volume leaves the concentration open.
    var isLiquid: Bool {
        switch self {
        case .oralSolution, .oralSuspension, .intrathecalInjection, .injection, .ophthalmic, .otic, .nasal: true
        default: false
        }
    }
}
