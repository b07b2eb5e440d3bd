/// One full document of each resource, about invented people.
enum Samples {
    static let all: [String: String] = [
        "MedicationRequest": medicationRequest, "MedicationDispense": medicationDispense,
        "MedicationAdministration": medicationAdministration, "MedicationStatement": medicationStatement,
        "Medication": medication, "Patient": patient, "Observation": observation, "Condition": condition,
        "AllergyIntolerance": allergyIntolerance, "Encounter": encounter, "Coverage": coverage, "Bundle": bundle,
        "Claim": claim, "ClaimResponse": claimResponse,
    ]

    static let medicationRequest = """
        {"resourceType":"MedicationRequest","id":"o-1","meta":{"versionId":"3","lastUpdated":"2026-11-20T08:15:00.250+01:00"},
         "contained":[{"resourceType":"Medication","id":"m1","code":{"text":"Baclofen 10 mg tablet"}}],
         "status":"active","intent":"order","priority":"routine","category":[{"text":"inpatient"}],
         "statusReason":{"coding":[{"code":"clarif"}]},"doNotPerform":false,
         "medicationReference":{"reference":"#m1"},"subject":{"reference":"Patient/p-17","display":"Invented Person"},
         "encounter":{"reference":"Encounter/e-9"},"authoredOn":"2026-11-20T08:00:00Z",
         "requester":{"reference":"Practitioner/pr-3"},
         "reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G35","display":"MS"}],"text":"spasticity"}],
         "groupIdentifier":{"system":"urn:oid:1.2.3","value":"g-1"},"courseOfTherapyType":{"text":"continuous"},
         "priorPrescription":{"reference":"MedicationRequest/o-0"},"detectedIssue":[{"reference":"DetectedIssue/d1"}],
         "dosageInstruction":[{"sequence":1,"text":"10 mg three times a day","timing":{"repeat":{
            "boundsPeriod":{"start":"2026-11-20","end":"2026-12-20"},"frequency":3,"period":1,"periodUnit":"d",
            "timeOfDay":["08:00:00","14:00:00","20:00:00"],"dayOfWeek":["mon","tue"],"when":["AC"]},
            "code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation","code":"TID"}]}},
            "asNeededBoolean":false,"route":{"coding":[{"system":"http://snomed.info/sct","code":"26643006"}]},
            "doseAndRate":[{"type":{"coding":[{"code":"ordered"}]},"doseQuantity":{"value":10,"unit":"mg",
              "system":"http://unitsofmeasure.org","code":"mg"}}],
            "maxDosePerPeriod":{"numerator":{"value":80,"system":"http://unitsofmeasure.org","code":"mg"},
              "denominator":{"value":1,"system":"http://unitsofmeasure.org","code":"d"}}}],
         "dispenseRequest":{"initialFill":{"quantity":{"value":30},"duration":{"value":10,"unit":"days"}},
            "dispenseInterval":{"value":28,"system":"http://unitsofmeasure.org","code":"d"},
            "validityPeriod":{"start":"2026-11","end":"2027-11"},"numberOfRepeatsAllowed":2,
            "quantity":{"value":90,"unit":"tablet"},"performer":{"reference":"Organization/pharmacy-1"},
            "expectedSupplyDuration":{"value":30,"unit":"days","system":"http://unitsofmeasure.org","code":"d"}},
         "note":[{"text":"an element nobody here reads"}]}
        """

    static let medicationDispense = """
        {"resourceType":"MedicationDispense","id":"d-1","status":"completed",
         "statusReasonCodeableConcept":{"text":"given"},
         "medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"197391"}]},
         "subject":{"reference":"Patient/p-17"},"context":{"reference":"Encounter/e-9"},
         "authorizingPrescription":[{"reference":"MedicationRequest/o-1"}],"type":{"coding":[{"code":"RF"}]},
         "quantity":{"value":90.50,"unit":"tablet"},"daysSupply":{"value":30,"unit":"day"},
         "whenPrepared":"2026-11-20","whenHandedOver":"2026-11-21T10:00:00-05:00",
         "location":{"reference":"Location/ph"},"performer":[{"actor":{"reference":"Practitioner/ph-1"}}],
         "dosageInstruction":[{"text":"as directed","asNeededCodeableConcept":{"text":"spasm"},
            "doseAndRate":[{"doseRange":{"low":{"value":5,"unit":"mg"},"high":{"value":10,"unit":"mg"}}}]}],
         "substitution":{"wasSubstituted":true}}
        """

    static let medicationAdministration = """
        {"resourceType":"MedicationAdministration","id":"a-1","status":"completed",
         "statusReason":[{"text":"done"}],"category":{"text":"inpatient"},"reasonCode":[{"text":"refill"}],
         "medicationCodeableConcept":{"text":"Baclofen intrathecal"},"subject":{"reference":"Patient/p-17"},
         "context":{"reference":"Encounter/e-9"},"effectivePeriod":{"start":"2026-11-20T08:00:00Z","end":"2026-11-20T09:00:00Z"},
         "request":{"reference":"MedicationRequest/o-1"},"device":[{"reference":"Device/pump"}],
         "dosage":{"text":"bolus","route":{"coding":[{"code":"IT"}]},"method":{"text":"pump"},
           "dose":{"value":50,"system":"http://unitsofmeasure.org","code":"ug"},
           "rateQuantity":{"value":250,"system":"http://unitsofmeasure.org","code":"ug/d"}}}
        """

    static let medicationStatement = """
        {"resourceType":"MedicationStatement","id":"s-1","status":"active","statusReason":[{"text":"own choice"}],
         "category":{"text":"community"},"medicationCodeableConcept":{"text":"St John's wort"},
         "subject":{"reference":"Patient/p-17"},"context":{"reference":"Encounter/e-9"},"effectiveDateTime":"2026",
         "dateAsserted":"2026-11-19","informationSource":{"reference":"Patient/p-17"},
         "basedOn":[{"reference":"MedicationRequest/o-1"}],"reasonCode":[{"text":"mood"}],
         "dosage":[{"text":"one daily","patientInstruction":"with food"}]}
        """

    static let medication = """
        {"resourceType":"Medication","id":"m-1","status":"active","code":{"text":"Baclofen oral solution"},
         "form":{"text":"solution"},"amount":{"numerator":{"value":250,"unit":"mL"},"denominator":{"value":1}},
         "ingredient":[{"itemCodeableConcept":{"coding":[{"code":"1292"}]},"isActive":true,
           "strength":{"numerator":{"value":5,"unit":"mg"},"denominator":{"value":5,"unit":"mL"}}}]}
        """

    static let patient = """
        {"resourceType":"Patient","id":"p-17","meta":{"versionId":"1"},"active":true,
         "identifier":[{"system":"urn:oid:1.2.3","value":"mrn-17"}],"name":[{"family":"Invented"}],
         "gender":"female","birthDate":"1958-04","deceasedDateTime":"2026-11-20T23:00:00Z",
         "link":[{"other":{"reference":"Patient/p-18"},"type":"replaced-by"}]}
        """

    static let observation = """
        {"resourceType":"Observation","id":"ob-1","status":"final","category":[{"text":"laboratory"}],
         "code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"subject":{"reference":"Patient/p-17"},
         "encounter":{"reference":"Encounter/e-9"},"effectiveDateTime":"2026-10-02","issued":"2026-10-02T12:00:00Z",
         "valueQuantity":{"value":41.0,"comparator":"<","unit":"mL/min","system":"http://unitsofmeasure.org","code":"mL/min/{1.73_m2}"},
         "interpretation":[{"text":"low"}],"dataAbsentReason":{"text":"none"},
         "component":[{"code":{"text":"part"},"valueString":"seen","dataAbsentReason":{"text":"none"}}]}
        """

    static let condition = """
        {"resourceType":"Condition","id":"c-1",
         "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
         "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},
         "category":[{"text":"problem"}],"severity":{"text":"mild"},"code":{"text":"Epilepsy"},
         "subject":{"reference":"http://host/fhir/Patient/p-17"},"encounter":{"reference":"Encounter/e-9"},
         "onsetAge":{"value":41,"unit":"years"},"abatementString":"last spring","recordedDate":"2020-02"}
        """

    static let allergyIntolerance = """
        {"resourceType":"AllergyIntolerance","id":"al-1",
         "clinicalStatus":{"coding":[{"code":"active"}]},"verificationStatus":{"coding":[{"code":"unconfirmed"}]},
         "type":"intolerance","category":["medication","food"],"criticality":"unable-to-assess",
         "code":{"text":"Baclofen"},"patient":{"reference":"Patient/p-17"},"encounter":{"reference":"Encounter/e-9"},
         "onsetDateTime":"2019","recordedDate":"2019-05-01",
         "reaction":[{"substance":{"text":"Baclofen"},"manifestation":[{"text":"rash"}],"severity":"moderate"}]}
        """

    static let encounter = """
        {"resourceType":"Encounter","id":"e-9","status":"finished",
         "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"type":[{"text":"stay"}],
         "subject":{"reference":"Patient/p-17"},"period":{"start":"2026-11-01T10:00:00Z","end":"2026-11-09T10:00:00Z"},
         "hospitalization":{"dischargeDisposition":{"coding":[{"code":"home"}]}},
         "location":[{"location":{"reference":"Location/ward-4"},"status":"completed","period":{"start":"2026-11-01"}}],
         "partOf":{"reference":"Encounter/e-8"}}
        """

    static let coverage = """
        {"resourceType":"Coverage","id":"cv-1","status":"active","type":{"text":"Medicaid"},
         "beneficiary":{"reference":"urn:uuid:6f2c1c1e-0000-4000-8000-000000000017"},"relationship":{"text":"self"},
         "period":{"start":"2026-01-01","end":"2026-12-31"},"payor":[{"display":"State"}],"order":1}
        """

    static let claim = """
        {"resourceType":"Claim","id":"cl-1","status":"active","use":"claim","patient":{"reference":"Patient/p-17"},
         "contained":[{"resourceType":"MedicationRequest","id":"rx","status":"active","intent":"order",
           "medicationCodeableConcept":{"text":"Baclofen"},"subject":{"reference":"Patient/p-17"}}],
         "prescription":{"reference":"#rx"},
         "item":[{"sequence":1,"productOrService":{"coding":[{"system":"http://hl7.org/fhir/sid/ndc","code":"70710128501"}]}}]}
        """

    static let claimResponse = """
        {"resourceType":"ClaimResponse","id":"cr-1","status":"active","use":"claim","outcome":"partial",
         "type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/claim-type","code":"pharmacy"}]},
         "patient":{"reference":"Patient/p-17"},"created":"2026-11-20T15:00:00Z","insurer":{"display":"Invented Plan"},
         "extension":[{"url":"urn:other"},{"url":"urn:titrate:prescription","valueReference":{"reference":"MedicationRequest/o-1"}}],
         "request":{"reference":"Claim/cl-1"},"disposition":"call the help desk",
         "item":[{"itemSequence":1,"extension":[
             {"url":"http://hl7.org/fhir/us/carin-rtpbc/StructureDefinition/rtpbc-benefitRestriction",
              "valueCoding":{"system":"http://hl7.org/fhir/us/carin-rtpbc/CodeSystem/rtpbc-benefit-restriction-temporary","code":"prior-auth"}},
             {"url":"http://hl7.org/fhir/us/carin-rtpbc/StructureDefinition/rtpbc-nextAvailableFillDate","valueDate":"2026-12-20"}],
           "adjudication":[{"category":{"coding":[{"code":"eligible"}]},"amount":{"value":0,"currency":"USD"}}],
           "detail":[{"detailSequence":1,"adjudication":[{"category":{"coding":[{"code":"benefit"}]},"reason":{"text":"limit"}}],
             "subDetail":[{"subDetailSequence":1,"adjudication":[{"category":{"coding":[{"code":"tax"}]}}]}]}]}],
         "adjudication":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":-1.5}}],
         "processNote":[{"text":"28 tablets a month"}],
         "error":[{"itemSequence":1,"code":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/NCPDPRejectCode","code":"75"}]}}]}
        """

    static let bundle = """
        {"resourceType":"Bundle","id":"b-1","type":"transaction","timestamp":"2026-11-21T09:00:00Z","entry":[
         {"fullUrl":"urn:uuid:6f2c1c1e-0000-4000-8000-000000000017","request":{"method":"POST","url":"Patient"},
          "resource":{"resourceType":"Patient","gender":"male","birthDate":"1950"}},
         {"fullUrl":"http://host/fhir/Condition/c-2","request":{"method":"PUT","url":"Condition/c-2"},
          "resource":{"resourceType":"Condition","id":"c-2",
            "subject":{"reference":"urn:uuid:6f2c1c1e-0000-4000-8000-000000000017"}}},
         {"fullUrl":"http://host/fhir/Medication/m-2","resource":{"resourceType":"Medication","id":"m-2"}},
         {"resource":{"resourceType":"Slot","id":"sl-1"}},
         {"request":{"method":"DELETE","url":"Observation/ob-9"}}]}
        """
}
