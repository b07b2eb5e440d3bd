import MedicationDomain

extension TextTokens {
    /// The dose form the words of a text tell, if any.
    ///
    /// Forms that work on the whole body are looked for first: a local form silences findings, so it must be certain.
    var form: DoseForm? {
        let words = Set(words)
        func has(_ any: Set<String>) -> Bool { !words.isDisjoint(with: any) }
        if has(["vaginal", "vaginally"]) { return .vaginal }
        if has(["rectal", "rectally", "suppository", "suppositories", "supp", "enema", "zapfchen", "supositorio"]) {
            return .rectal
        }
        if has(["sublingual", "sl", "buccal"]) { return .sublingual }
        if has(TextTokens.intrathecal) { return .intrathecalInjection }
        if has(["patch", "patches", "tts", "cerotto", "parche", "pflaster"]) { return .patch }
        if has(["transdermal"]), !has(["ointment", "oint", "gel", "cream"]) { return .patch }
        if has(TextTokens.capsule) { return .capsule }
        if has(["retardtabletten"]) { return .extendedReleaseTablet }
        if has(TextTokens.tablet) {
            return has(TextTokens.extendedRelease) || isLastingHours ? .extendedReleaseTablet : .tablet
        }
        if has(["granules", "granule", "packet", "packets", "sachet", "sachets"]) { return .granules }
        if !has(["oral", "orally", "po", "mouth"]), let local { return local }
        if has(TextTokens.injected) { return .injection }
        if has(["inhaler", "inhalation", "inhaled", "hfa", "nebulizer", "nebulized", "neb", "nebs"]) {
            return .inhaled
        }
        if has(["suspension", "susp"]) { return .oralSuspension }
        if has(["solution", "soln", "sol", "elixir", "syrup", "syp", "liquid", "concentrate"]) { return .oralSolution }
        return nil
    }

    private var local: DoseForm? {
        let words = Set(words)
        func has(_ any: Set<String>) -> Bool { !words.isDisjoint(with: any) }
        if has(["ophthalmic", "ophth", "ophthal", "eye", "eyes", "eyedrops", "augentropfen", "colirio", "collyre"]) {
            return .ophthalmic
        }
        if has(["otic", "ear", "ears", "eardrops"]) { return .otic }
        if has(["nasal", "intranasal", "nose", "nostril", "nasally"]) { return .nasal }
        if has(["topical", "topically", "cream", "ointment", "oint", "lotion", "gel", "shampoo", "foam"]) {
            return .topical
        }
        return nil
    }

    /// `12-hour`, `24 hr`: how long one tablet works.
    private var isLastingHours: Bool {
        tokens.indices.contains { position in
            guard let hours = number(at: position), hours == 12 || hours == 24 else { return false }
            let next = isMark(["-"], at: position + 1) ? position + 2 : position + 1
            return ["hour", "hours", "hr", "hrs"].contains(word(at: next) ?? "")
        }
    }

    /// Whether words of another language than English stand in it.
    var isForeign: Bool { !Set(words).isDisjoint(with: TextTokens.foreign) }

    static let intrathecal: Set<String> = [
        "intrathecal", "intrathecally", "intratecal", "intrathekal", "intrathecale", "intratecale",
    ]
    static let tablet: Set<String> = [
        "tablet", "tablets", "tab", "tabs", "tabl", "table", "ta", "caplet", "caplets", "odt", "comprimidos",
        "comprimido",
        "comprime", "comprimes", "tabletten", "tablette", "filmtabletten", "compresse", "compressa",
    ]
    static let capsule: Set<String> = [
        "capsule", "capsules", "cap", "caps", "capsu", "capsul", "softgel", "softgels", "kapseln", "kapsel", "capsulas",
        "capsula", "gelules", "gelule", "capsule",
    ]
    private static let foreign: Set<String> = [
        "comprimidos", "comprimido", "comprime", "comprimes", "tabletten", "tablette", "filmtabletten", "compresse",
        "kapseln", "capsulas", "gelules", "zapfchen", "augentropfen", "injektionslosung", "intrathekal", "intratecal",
        "intrathecale", "solucion", "soluzione", "losung", "cerotto", "parche", "pflaster", "voie", "via",
        "retardtabletten",
    ]
    /// Words that say something else than a medicine, however near they are to a name.
    static let ordinary: Set<String> = tablet.union(capsule).union(foreign).union(intrathecal).union(extendedRelease)
        .union(injected).union([
            "suspension", "solution", "ointment", "topical", "transdermal", "sublingual", "ophthalmic", "hydrochloride",
            "sodium", "disodium", "potassium", "dipotassium", "calcium", "magnesium", "succinate", "tartrate",
            "maleate", "sulfate", "sulphate", "phosphate",
            "citrate", "acetate", "besylate", "mesylate", "fumarate", "lactate", "release", "strength", "concentrated",
            "concentrate", "preservative", "morning", "evening", "bedtime", "needed", "spasms", "muscle", "mouth",
            "daily", "twice", "three", "times", "patient", "delayed", "immediate", "prefilled", "chewable",
            "effervescent",
        ])
    private static let extendedRelease: Set<String> = [
        "er", "xr", "sr", "cr", "xl", "la", "extended", "sustained", "controlled", "prolonged", "prolongada", "retard",
        "contin", "oxycontin",
    ]
    private static let injected: Set<String> = [
        "injection", "injections", "inj", "injectable", "vial", "vials", "ampule", "ampoule", "syringe", "iv", "im",
        "subq", "infusion", "intravenous", "intramuscular", "subcutaneous", "ivpb", "injectable", "injektionslosung",
        "inyectable", "iniettabile",
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
