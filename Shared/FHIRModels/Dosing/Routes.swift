public import MedicationDomain

extension FHIRCodeableConcept {
    /// The concept as a route of administration; `.other` when unknown, or when its codings contradict each other.
    public var route: Route {
        let coded = Set(codings.compactMap(Routes.byCoding))
        if let only = coded.first, coded.count == 1 { return only }
        guard coded.isEmpty else { return .other }
        let names = codings.compactMap(\.display) + [text].compactMap(\.self)
        return names.lazy.compactMap(Routes.byName).first ?? .other
    }
}

/// Routes by code and by name.
enum Routes {
    static let snomed = "http://snomed.info/sct"

    static func byCoding(_ coding: FHIRCoding) -> Route? {
        guard let code = coding.code else { return nil }
        if let route = bySNOMED[code], coding.system == nil || coding.system == snomed { return route }
        return coding.system == snomed ? nil : byAbbreviation[code.uppercased()]
    }

    /// A written route: `PO`, `oral`, `Oral route (qualifier value)`, `by mouth`.
    static func byName(_ text: String) -> Route? {
        let words = text.prefix { $0 != "(" }.lowercased().split { !$0.isLetter }
            .filter { !["route", "use", "administration", "the", "via", "by"].contains($0) }
        let name = words.joined(separator: " ")
        return byAbbreviation[name.uppercased()] ?? byWords[name]
    }

    /// SNOMED CT, descendants of 284009009 (route of administration value).
    private static let bySNOMED: [String: Route] = [
        "26643006": .oral, "72607000": .intrathecal, "37161004": .rectal, "47625008": .intravenous,
        "78421000": .intramuscular, "34206005": .subcutaneous, "404820008": .epidural, "45890007": .transdermal,
        "6064005": .topical, "54485002": .ophthalmic, "46713006": .nasal, "10547007": .otic, "37839007": .sublingual,
        "127490009": .enteralTube, "127491008": .enteralTube, "127492001": .enteralTube, "16857009": .vaginal,
        "447694001": .inhaled,
    ]

    /// HL7 v2 table 0162 and the abbreviations wards write beside it.
    private static let byAbbreviation: [String: Route] = [
        "PO": .oral, "NG": .enteralTube, "NGT": .enteralTube, "NJ": .enteralTube, "GT": .enteralTube,
        "GTT": .enteralTube, "JT": .enteralTube, "PEG": .enteralTube, "SL": .sublingual, "PR": .rectal,
        "IV": .intravenous, "IVP": .intravenous, "IVPB": .intravenous, "IM": .intramuscular, "SC": .subcutaneous,
        "SQ": .subcutaneous, "SUBQ": .subcutaneous, "SUBCUT": .subcutaneous, "IT": .intrathecal, "EP": .epidural,
        "TD": .transdermal, "IH": .inhaled, "INH": .inhaled, "TP": .topical, "TOP": .topical, "OP": .ophthalmic,
        "OPH": .ophthalmic, "OT": .otic, "NS": .nasal, "NAS": .nasal, "IN": .nasal, "VG": .vaginal, "PV": .vaginal,
    ]

    private static let byWords: [String: Route] = [
        "oral": .oral, "orally": .oral, "mouth": .oral, "per os": .oral, "swallow oral": .oral,
        "enteral": .enteralTube, "nasogastric": .enteralTube, "nasogastric tube": .enteralTube,
        "gastrostomy": .enteralTube, "gastrostomy tube": .enteralTube, "jejunostomy": .enteralTube,
        "jejunostomy tube": .enteralTube, "feeding tube": .enteralTube, "sublingual": .sublingual,
        "rectal": .rectal, "rectally": .rectal, "per rectum": .rectal, "intravenous": .intravenous,
        "intravenously": .intravenous, "intramuscular": .intramuscular, "intramuscularly": .intramuscular,
        "subcutaneous": .subcutaneous, "subcutaneously": .subcutaneous, "intrathecal": .intrathecal,
        "intrathecally": .intrathecal, "epidural": .epidural, "transdermal": .transdermal, "inhaled": .inhaled,
        "inhalation": .inhaled, "respiratory tract": .inhaled, "topical": .topical, "topically": .topical,
        "ophthalmic": .ophthalmic, "ocular": .ophthalmic, "otic": .otic, "auricular": .otic, "nasal": .nasal,
        "intranasal": .nasal, "vaginal": .vaginal, "per vagina": .vaginal,
    ]
}
