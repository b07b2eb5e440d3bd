import FHIRModels
import Testing

@Suite struct RefusalTests {
    private static let required = [
        "MedicationRequest": ["status", "intent", "subject"],
        "MedicationDispense": ["status", "performer[0].actor", "substitution.wasSubstituted"],
        "MedicationAdministration": ["status", "subject"], "MedicationStatement": ["status", "subject"],
        "Patient": ["link[0].other", "link[0].type"], "Observation": ["status", "code", "component[0].code"],
        "Condition": ["subject"], "AllergyIntolerance": ["patient", "reaction[0].manifestation"],
        "Encounter": ["status", "class", "location[0].location"], "Coverage": ["status", "beneficiary", "payor"],
        "Bundle": ["type"],
        "ClaimResponse": [
            "status", "type", "use", "patient", "created", "insurer", "outcome", "item[0].itemSequence",
            "item[0].adjudication", "item[0].adjudication[0].category", "item[0].extension[0].valueCoding",
            "processNote[0].text", "error[0].code",
        ],
    ]

    @Test(arguments: required.sorted { $0.key < $1.key }.flatMap { type, paths in paths.map { (type, $0) } })
    func aMissingRequiredElementIsNamed(_ type: String, _ path: String) throws {
        let document = try JSONValue(#require(Samples.all[type])).replacing(path, with: nil)
        #expect(try refusal(of: document.bytes) == FHIRError(.missingElement, path: "\(type).\(path)"))
    }

    @Test(arguments: [
        ("MedicationRequest", "medicationReference", "medication[x]"),
        ("MedicationDispense", "medicationCodeableConcept", "medication[x]"),
        ("MedicationAdministration", "medicationCodeableConcept", "medication[x]"),
        ("MedicationStatement", "medicationCodeableConcept", "medication[x]"),
        ("MedicationAdministration", "effectivePeriod", "effective[x]"),
        ("Medication", "ingredient[0].itemCodeableConcept", "ingredient[0].item[x]"),
    ])
    func aMissingRequiredChoiceIsNamed(_ type: String, _ removed: String, _ path: String) throws {
        let document = try JSONValue(#require(Samples.all[type])).replacing(removed, with: nil)
        #expect(try refusal(of: document.bytes) == FHIRError(.missingElement, path: "\(type).\(path)"))
    }

    @Test(arguments: [
        ("MedicationRequest", "medicationCodeableConcept", #"{"text":"x"}"#, "medication[x]"),
        ("MedicationRequest", "dosageInstruction[0].asNeededCodeableConcept", "{}", "dosageInstruction[0].asNeeded[x]"),
        (
            "MedicationRequest", "dosageInstruction[0].doseAndRate[0].doseRange", "{}",
            "dosageInstruction[0].doseAndRate[0].dose[x]"
        ),
        (
            "MedicationRequest", "dosageInstruction[0].timing.repeat.boundsRange", "{}",
            "dosageInstruction[0].timing.repeat.bounds[x]"
        ),
        ("MedicationAdministration", "effectiveDateTime", "\"2026\"", "effective[x]"),
        ("MedicationAdministration", "dosage.rateRatio", "{}", "dosage.rate[x]"),
        ("MedicationDispense", "statusReasonReference", "{}", "statusReason[x]"),
        ("Patient", "deceasedBoolean", "true", "deceased[x]"),
        ("Observation", "valueString", "\"x\"", "value[x]"),
        ("Observation", "component[0].valueSampledData", "{}", "component[0].value[x]"),
        ("Condition", "onsetString", "\"x\"", "onset[x]"), ("Condition", "abatementAge", "{}", "abatement[x]"),
    ])
    func twoVariantsOfAChoiceConflict(_ type: String, _ added: String, _ value: String, _ path: String) throws {
        let document = try JSONValue(#require(Samples.all[type])).replacing(added, with: JSONValue(value))
        #expect(try refusal(of: document.bytes) == FHIRError(.conflictingChoice, path: "\(type).\(path)"))
    }

    @Test(arguments: [
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.frequency", "\"3\"", FHIRError.Code.wrongType),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.frequency", "3.0", .wrongType),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.frequency", "0", .outOfRange),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.period", "-1", .outOfRange),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.periodUnit", "\"day\"", .unknownCode),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.timeOfDay[1]", "\"14:00\"", .invalidDate),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.dayOfWeek[0]", "\"Monday\"", .unknownCode),
        ("MedicationRequest", "dosageInstruction[0].timing.repeat.when[0]", "\"XX\"", .unknownCode),
        ("MedicationRequest", "dosageInstruction[0].timing", "[]", .wrongType),
        ("MedicationRequest", "dosageInstruction", "{}", .wrongType),
        ("MedicationRequest", "dosageInstruction", "[]", .emptyValue),
        ("MedicationRequest", "dosageInstruction[0]", "null", .wrongType),
        ("MedicationRequest", "dosageInstruction[0].doseAndRate[0].doseQuantity.value", "\"10\"", .wrongType),
        ("MedicationRequest", "dosageInstruction[0].doseAndRate[0].doseQuantity.comparator", "\"~\"", .unknownCode),
        ("MedicationRequest", "subject", "\"Patient/1\"", .wrongType),
        ("MedicationRequest", "subject.reference", "17", .wrongType),
        ("MedicationRequest", "status", "null", .wrongType), ("MedicationRequest", "status", "\"\"", .emptyValue),
        ("MedicationRequest", "status", "\"Active\"", .unknownCode),
        ("MedicationRequest", "authoredOn", "\"yesterday\"", .invalidDate),
        ("MedicationRequest", "id", "\"a b\"", .invalidFormat),
        ("MedicationRequest", "meta.lastUpdated", "\"2026\"", .invalidDate),
        ("MedicationRequest", "contained[0].code", "1", .wrongType),
        ("MedicationRequest", "contained[0].id", "null", .wrongType),
        ("MedicationRequest", "dispenseRequest.numberOfRepeatsAllowed", "-1", .outOfRange),
        ("MedicationDispense", "quantity.value", "true", .wrongType),
        ("MedicationDispense", "substitution.wasSubstituted", "\"yes\"", .wrongType),
        ("Patient", "birthDate", "\"1958-04-31\"", .invalidDate), ("Patient", "gender", "\"F\"", .unknownCode),
        ("Observation", "issued", "\"2026-10-02\"", .invalidDate),
        ("Condition", "clinicalStatus.coding[0].code", "\"cured\"", .unknownCode),
        ("Condition", "clinicalStatus", #"{"text":"active"}"#, .unknownCode),
        ("AllergyIntolerance", "category[1]", "\"animal\"", .unknownCode),
        ("Encounter", "class", "[]", .wrongType), ("Encounter", "location[0].status", "\"x\"", .unknownCode),
        ("Coverage", "order", "1e3", .wrongType),
        ("ClaimResponse", "outcome", "\"denied\"", .unknownCode),
        ("ClaimResponse", "created", "\"soon\"", .invalidDate),
        ("ClaimResponse", "item[0].itemSequence", "0", .outOfRange), ("ClaimResponse", "item", "{}", .wrongType),
        ("ClaimResponse", "item[0].adjudication[0].amount.value", "\"0\"", .wrongType),
        ("ClaimResponse", "item[0].extension[1].valueDate", "\"next week\"", .invalidDate),
        ("ClaimResponse", "extension", "{}", .wrongType), ("ClaimResponse", "processNote[0].text", "\"\"", .emptyValue),
        ("Claim", "item[0].sequence", "\"1\"", .wrongType),
    ])
    func aWrongValueIsNamed(_ type: String, _ path: String, _ value: String, _ code: FHIRError.Code) throws {
        let document = try JSONValue(#require(Samples.all[type])).replacing(path, with: JSONValue(value))
        #expect(try refusal(of: document.bytes) == FHIRError(code, path: "\(type).\(path)"))
    }

    @Test(arguments: ["[]", "7", "\"x\"", "null"])
    func whatIsNoObjectIsNoResource(_ text: String) throws {
        #expect(try refusal(of: text) == FHIRError(.notFHIR))
    }

    @Test(arguments: ["{}", #"{"resourceType":7}"#, #"{"resourceType":"patient"}"#, #"{"resourceType":"No Such"}"#])
    func aResourceNeedsAType(_ text: String) throws {
        #expect(try refusal(of: text) == FHIRError(.notFHIR, path: "resourceType"))
    }

    @Test func containedResourcesAreNotNestedAndNeedAnID() throws {
        let request = try JSONValue(Samples.medicationRequest)
        let nested = request.replacing("contained[0].contained", with: .array([]))
        #expect(try refusal(of: nested.bytes).path == "MedicationRequest.contained[0].contained")
        let nameless = request.replacing("contained[0].id", with: nil)
        #expect(
            try refusal(of: nameless.bytes) == FHIRError(.missingElement, path: "MedicationRequest.contained[0].id"))
    }

    @Test func aPartOfALargerDocumentNamesItsPlaceThere() throws {
        let draft = try JSONValue(#"{"resourceType":"Condition"}"#)
        #expect(throws: FHIRError(.missingElement, path: "prefetch.condition.subject")) {
            try FHIRResource.decode(draft, at: "prefetch.condition")
        }
    }
}
