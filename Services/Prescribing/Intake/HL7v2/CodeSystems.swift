/// What v2 calls the code systems (HL7 table 0396), and what FHIR calls them.
enum CodeSystems {
    static let ucum = "http://unitsofmeasure.org"
    static let actCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
    /// Table 0162, routes of administration.
    static let route = v2Tables + "0162"
    private static let v2Tables = "http://terminology.hl7.org/CodeSystem/v2-"

    private static let byName: [String: String] = {
        let names: [String: [String]] = [
            "http://www.nlm.nih.gov/research/umls/rxnorm": ["RXNORM", "RXN"],
            "http://hl7.org/fhir/sid/ndc": ["NDC"],
            "http://www.whocc.no/atc": ["ATC", "WC"],
            "http://loinc.org": ["LN", "LOINC"],
            ucum: ["UCUM"],
            "http://snomed.info/sct": ["SCT", "SNM", "SNOMED", "SNOMED-CT"],
            "http://hl7.org/fhir/sid/icd-10-cm": ["I10C", "ICD10CM", "ICD-10-CM"],
            "http://hl7.org/fhir/sid/icd-10": ["I10", "ICD10", "ICD-10"],
            "http://hl7.org/fhir/sid/icd-9-cm": ["I9C"],
        ]
        return names.reduce(into: [:]) { byName, entry in
            for name in entry.value { byName[name] = entry.key }
        }
    }()

    /// Nil for local systems (`L`, `99…`): those of two hospitals are not the same.
    static func named(_ name: String?) -> String? {
        guard let name = name?.uppercased() else { return nil }
        let digits = name.dropFirst(3)
        if name.hasPrefix("HL7"), digits.utf8.count == 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return v2Tables + digits
        }
        return byName[name]
    }
}
