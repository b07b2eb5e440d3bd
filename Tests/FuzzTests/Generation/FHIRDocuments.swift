/// Documents as hospitals send them, about invented people; the canary stands where people write.
enum FHIRDocuments {
    static let trees: [JSONTree] = texts.compactMap { try? JSONTree(parsing: $0) }

    /// A document, changed a few times, or several of them in a Bundle; then sometimes damaged byte by byte.
    static func make(_ chance: inout Chance) -> [UInt8] {
        var tree = chance.oneIn(5) ? bundle(&chance) : chance.pick(trees)
        for _ in 0..<chance.below(4) { tree.change(from: trees, &chance) }
        var bytes = tree.bytes(&chance)
        if chance.oneIn(6) { ByteDamage.apply(to: &bytes, &chance) }
        return bytes
    }

    static func bundle(_ chance: inout Chance) -> JSONTree {
        let kinds = ["transaction", "batch", "collection", "message", "history"]
        let entries = (0..<chance.among(1...6)).map { _ -> JSONTree in
            var tree = chance.pick(trees)
            if chance.oneIn(4) { tree.change(from: trees, &chance) }
            var members: [(name: String, value: JSONTree)] = [(name: "resource", value: tree)]
            if chance.oneIn(3) { members.append((name: "fullUrl", value: .text("urn:uuid:\(chance.below(3))"))) }
            return .members(members)
        }
        return .members([
            (name: "resourceType", value: .text("Bundle")), (name: "type", value: .text(chance.pick(kinds))),
            (name: "entry", value: .list(entries)),
        ])
    }

    static let texts = [
        """
        {"resourceType":"MedicationRequest","id":"o-1","meta":{"versionId":"3","lastUpdated":"2026-11-20T08:15:00.250+01:00"},
         "contained":[{"resourceType":"Medication","id":"m1","code":{"text":"Baclofen 10 mg tablet"}}],
         "status":"active","intent":"order","medicationReference":{"reference":"#m1","display":"\(Canary.text)"},
         "subject":{"reference":"Patient/p-1","display":"\(Canary.text)"},"encounter":{"reference":"Encounter/e-9"},
         "authoredOn":"2026-11-20T08:00:00Z","requester":{"reference":"Practitioner/pr-3"},
         "reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G35","display":"\(Canary.text)"}]}],
         "priorPrescription":{"reference":"MedicationRequest/o-0"},
         "dosageInstruction":[{"sequence":1,"text":"\(Canary.text)","timing":{"repeat":{
            "boundsPeriod":{"start":"2026-11-20","end":"2026-12-20"},"frequency":3,"period":1,"periodUnit":"d",
            "timeOfDay":["08:00:00","14:00:00","20:00:00"],"dayOfWeek":["mon"]},
            "code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation","code":"TID"}]}},
            "asNeededBoolean":false,"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006"}]},
            "doseAndRate":[{"type":{"coding":[{"code":"ordered"}]},"doseQuantity":{"value":10,"unit":"mg",
              "system":"http://unitsofmeasure.org","code":"mg"}}],
            "maxDosePerPeriod":{"numerator":{"value":80,"system":"http://unitsofmeasure.org","code":"mg"},
              "denominator":{"value":1,"system":"http://unitsofmeasure.org","code":"d"}}}],
         "dispenseRequest":{"validityPeriod":{"start":"2026-11","end":"2027-11"},"numberOfRepeatsAllowed":2,
            "quantity":{"value":90,"unit":"tablet"},"performer":{"reference":"Organization/pharmacy-1"},
            "expectedSupplyDuration":{"value":30,"unit":"days","system":"http://unitsofmeasure.org","code":"d"}}}
        """,
        """
        {"resourceType":"MedicationRequest","id":"o-2","status":"active","intent":"order",
         "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"1049621"}],
           "text":"Oxycodone 5 mg tablet"},"subject":{"reference":"Patient/p-1"},"authoredOn":"2026-11-20T08:00:00Z",
         "dosageInstruction":[{"asNeededBoolean":true,"timing":{"repeat":{"frequency":1,"period":4,"periodMax":6,
           "periodUnit":"h","boundsDuration":{"value":10,"system":"http://unitsofmeasure.org","code":"d"}}},
           "doseAndRate":[{"doseRange":{"low":{"value":5,"unit":"mg"},"high":{"value":10,"unit":"mg"}}}]}]}
        """,
        """
        {"resourceType":"MedicationRequest","id":"o-3","status":"stopped","intent":"order",
         "statusReason":{"coding":[{"code":"sintol"}]},"medicationCodeableConcept":{"text":"Baclofen intrathecal"},
         "subject":{"reference":"Patient/p-1"},"dosageInstruction":[{"route":{"coding":[{"code":"IT"}]},
           "doseAndRate":[{"rateQuantity":{"value":250,"system":"http://unitsofmeasure.org","code":"ug/d"}}]}]}
        """,
        """
        {"resourceType":"MedicationDispense","id":"d-1","status":"completed",
         "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"197391"}]},
         "subject":{"reference":"Patient/p-1"},"authorizingPrescription":[{"reference":"MedicationRequest/o-1"}],
         "quantity":{"value":90.50,"unit":"tablet"},"daysSupply":{"value":30,"unit":"day"},
         "whenHandedOver":"2026-11-21T10:00:00-05:00","performer":[{"actor":{"reference":"Practitioner/ph-1"}}],
         "dosageInstruction":[{"text":"\(Canary.text)","asNeededCodeableConcept":{"text":"spasm"}}],
         "substitution":{"wasSubstituted":true}}
        """,
        """
        {"resourceType":"MedicationAdministration","id":"a-1","status":"completed",
         "medicationCodeableConcept":{"text":"Baclofen intrathecal"},"subject":{"reference":"Patient/p-1"},
         "effectivePeriod":{"start":"2026-11-20T08:00:00Z","end":"2026-11-20T09:00:00Z"},
         "request":{"reference":"MedicationRequest/o-1"},"dosage":{"text":"bolus","route":{"coding":[{"code":"IT"}]},
           "dose":{"value":50,"system":"http://unitsofmeasure.org","code":"ug"},
           "rateRatio":{"numerator":{"value":250,"unit":"mcg"},"denominator":{"value":24,"unit":"h"}}}}
        """,
        """
        {"resourceType":"MedicationStatement","id":"s-1","status":"active",
         "medicationCodeableConcept":{"text":"St John's wort"},"subject":{"reference":"Patient/p-1"},
         "effectiveDateTime":"2026","dosage":[{"text":"one daily","patientInstruction":"\(Canary.text)"}]}
        """,
        """
        {"resourceType":"Medication","id":"m-1","status":"active","code":{"text":"Baclofen oral solution"},
         "amount":{"numerator":{"value":250,"unit":"mL"},"denominator":{"value":1}},
         "ingredient":[{"itemCodeableConcept":{"coding":[{"code":"1292"}]},"isActive":true,
           "strength":{"numerator":{"value":5,"unit":"mg"},"denominator":{"value":5,"unit":"mL"}}}]}
        """,
        """
        {"resourceType":"Patient","id":"p-1","meta":{"versionId":"1"},"active":true,
         "identifier":[{"system":"urn:oid:1.2.3","value":"\(Canary.text)"}],"name":[{"family":"\(Canary.text)"}],
         "gender":"female","birthDate":"1958-04","deceasedDateTime":"2026-11-20T23:00:00Z",
         "link":[{"other":{"reference":"Patient/p-2"},"type":"replaced-by"}]}
        """,
        """
        {"resourceType":"Observation","id":"ob-1","status":"final",
         "code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"subject":{"reference":"Patient/p-1"},
         "effectiveDateTime":"2026-10-02","issued":"2026-10-02T12:00:00Z",
         "valueQuantity":{"value":41.0,"comparator":"<","system":"http://unitsofmeasure.org","code":"mL/min/{1.73_m2}"},
         "component":[{"code":{"text":"part"},"valueString":"\(Canary.text)"}]}
        """,
        """
        {"resourceType":"Condition","id":"c-1","clinicalStatus":{"coding":[
           {"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
         "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G40.909"}],"text":"\(Canary.text)"},
         "subject":{"reference":"http://host/fhir/Patient/p-1"},"onsetAge":{"value":41,"unit":"years"},
         "abatementString":"\(Canary.text)","recordedDate":"2020-02"}
        """,
        """
        {"resourceType":"AllergyIntolerance","id":"al-1","clinicalStatus":{"coding":[{"code":"active"}]},
         "category":["medication"],"code":{"text":"Baclofen"},"patient":{"reference":"Patient/p-1"},
         "reaction":[{"substance":{"text":"Baclofen"},"manifestation":[{"text":"\(Canary.text)"}],"severity":"severe"}]}
        """,
        """
        {"resourceType":"Encounter","id":"e-9","status":"finished",
         "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},
         "subject":{"reference":"Patient/p-1"},"period":{"start":"2026-11-01T10:00:00Z","end":"2026-11-09T10:00:00Z"},
         "location":[{"location":{"reference":"Location/ward-4"},"status":"completed"}]}
        """,
        """
        {"resourceType":"Coverage","id":"cv-1","status":"active","type":{"text":"Medicaid"},
         "beneficiary":{"reference":"Patient/p-1"},"period":{"start":"2026-01-01","end":"2026-12-31"},
         "payor":[{"display":"\(Canary.text)"}],"order":1}
        """,
        """
        {"resourceType":"ClaimResponse","id":"cr-1","status":"active","use":"claim","outcome":"error",
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"pharmacy"}]},
         "contained":[{"resourceType":"Claim","id":"cl","prescription":{"reference":"MedicationRequest/o-1"},
           "item":[{"sequence":1,"productOrService":{"text":"Baclofen 10 mg tablet"}}]}],
         "patient":{"reference":"Patient/p-1"},"created":"2026-11-20","insurer":{"display":"\(Canary.text)"},
         "request":{"reference":"#cl"},"disposition":"\(Canary.text)","processNote":[{"text":"\(Canary.text)"}],
         "item":[{"itemSequence":1,"adjudication":[{"category":{"coding":[{"code":"benefit"}]},
           "reason":{"coding":[{"system":"urn:local","code":"17"}]},"amount":{"value":0,"currency":"USD"}}]}],
         "error":[{"itemSequence":1,"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/NCPDPRejectCode",
           "code":"75"}]}}]}
        """,
    ]
}
