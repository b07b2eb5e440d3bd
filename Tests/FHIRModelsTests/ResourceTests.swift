import FHIRModels
import MedicationDomain
import Testing

@Suite struct ResourceTests {
    @Test func medicationRequestIsReadWhole() throws {
        guard case .medicationRequest(let order) = try decode(Samples.medicationRequest) else {
            Issue.record("not a MedicationRequest")
            return
        }
        #expect(order.id == "o-1" && order.meta.versionId == "3")
        #expect(order.meta.lastUpdated == Instant("2026-11-20T07:15:00.250Z"))
        #expect(order.status == .active && order.intent == .order && order.priority == .routine)
        #expect(!order.doNotPerform && !order.meta.hasModifierExtension)
        guard case .reference(let reference) = order.medication,
            case .medication(let medication) = order.resolveContained(reference)
        else {
            Issue.record("the contained medicine is not found")
            return
        }
        #expect(medication.code?.name == "Baclofen 10 mg tablet")
        #expect(order.patientReference?.logicalID == "p-17" && order.encounter?.logicalID == "e-9")
        #expect(order.authoredOn?.earliest == Instant("2026-11-20T08:00:00Z"))
        #expect(order.reasonCode.first?.code(in: "http://hl7.org/fhir/sid/icd-10-cm") == "G35")
        #expect(order.groupIdentifier?.value == "g-1" && order.priorPrescription?.logicalID == "o-0")
        #expect(order.statusReason?.codings.first?.code == "clarif" && order.detectedIssue.count == 1)
        #expect(order.requester?.logicalID == "pr-3" && order.courseOfTherapyType?.text == "continuous")
        let supply = try #require(order.dispenseRequest)
        #expect(supply.numberOfRepeatsAllowed == 2 && supply.quantity?.value?.integer == 90)
        #expect(supply.initialFill?.duration?.days == 10 && supply.expectedSupplyDuration?.days == 30)
        #expect(supply.dispenseInterval?.days == 28 && supply.performer?.logicalID == "pharmacy-1")
        #expect(supply.validityPeriod?.start?.precision == .month)
    }

    @Test func medicationRequestDosageBecomesOurs() throws {
        guard case .medicationRequest(let order) = try decode(Samples.medicationRequest) else { return }
        #expect(
            order.dosageInstruction.map(\.domain) == [
                DosageInstruction(
                    sequence: 1, text: "10 mg three times a day",
                    timing: DoseTiming(
                        frequency: 3, period: 1, periodUnit: .day, timesOfDay: ["08:00:00", "14:00:00", "20:00:00"],
                        when: ["AC"], daysOfWeek: ["mon", "tue"], code: "TID", start: Instant("2026-11-20T00:00:00Z"),
                        end: Instant("2026-12-20T23:59:59.999Z")),
                    route: .oral, dose: DoseAmount(10, .milligram), maximumPerDay: DoseAmount(80, .milligram))
            ])
    }

    @Test func medicationDispenseIsReadWhole() throws {
        guard case .medicationDispense(let dispense) = try decode(Samples.medicationDispense) else {
            Issue.record("not a MedicationDispense")
            return
        }
        #expect(dispense.status == .completed && dispense.wasSubstituted == true)
        #expect(dispense.quantity?.value?.text == "90.50" && dispense.quantity?.doseAmount?.unit == .unit)
        #expect(dispense.daysSupply?.days == 30 && dispense.type?.codings.first?.code == "RF")
        #expect(dispense.whenHandedOver?.latest == Instant("2026-11-21T15:00:00Z"))
        #expect(dispense.whenPrepared?.precision == .day)
        #expect(dispense.authorizingPrescription.map(\.logicalID) == ["o-1"])
        #expect(dispense.performers.map(\.logicalID) == ["ph-1"] && dispense.location?.logicalID == "ph")
        #expect(dispense.dosageInstruction.first?.domain.dose == DoseAmount(low: 5, high: 10, .milligram))
        #expect(dispense.dosageInstruction.first?.domain.asNeeded == true)
    }

    @Test func administrationsAndStatementsAreRead() throws {
        guard case .medicationAdministration(let given) = try decode(Samples.medicationAdministration),
            case .medicationStatement(let taken) = try decode(Samples.medicationStatement)
        else {
            Issue.record("other resources")
            return
        }
        #expect(given.dosage?.domain.dose == DoseAmount(50, .microgram) && given.dosage?.domain.route == .intrathecal)
        #expect(given.effective.earliest == Instant("2026-11-20T08:00:00Z") && given.request?.logicalID == "o-1")
        #expect(taken.status == .active && taken.effective?.latest == Instant("2026-12-31T23:59:59.999Z"))
        #expect(taken.dosage.count == 1 && taken.patientReference?.logicalID == "p-17")
    }

    @Test func patientIsReadWithoutName() throws {
        guard case .patient(let patient) = try decode(Samples.patient) else { return }
        #expect(patient.gender == .female && patient.isActive == true && patient.isDeceased == true)
        #expect(patient.birthDate?.precision == .month)
        #expect(patient.birthDate?.latest == CalendarDay(year: 1958, month: 4, day: 30))
        #expect(patient.deceasedAt?.earliest == Instant("2026-11-20T23:00:00Z"))
        #expect(patient.links.first?.type == .replacedBy && patient.links.first?.other.logicalID == "p-18")
        #expect(patient.patientReference?.logicalID(of: "Patient") == "p-17")
        #expect(patient.identifiers.first?.value == "mrn-17")
    }

    @Test func observationValuesAreRead() throws {
        let document = try JSONValue(Samples.observation)
        func value(_ name: String, _ json: String) throws -> FHIRObservationValue? {
            let changed = document.replacing("valueQuantity", with: nil).replacing(name, with: try JSONValue(json))
            guard case .observation(let observation) = try FHIRResource.decode(changed) else { return nil }
            return observation.value
        }
        #expect(try value("valueString", "\"x\"") == .text("x"))
        #expect(try value("valueBoolean", "false") == .boolean(false))
        #expect(try value("valueInteger", "-3") == .integer(-3))
        #expect(try value("valueTime", "\"07:08:09.5\"") == .timeOfDay("07:08:09"))
        #expect(try value("valueCodeableConcept", #"{"text":"yes"}"#) == .concept(FHIRCodeableConcept(text: "yes")))
        #expect(try value("valueDateTime", "\"2026\"") == FHIRDateTime("2026").map { .moment($0) })
        guard case .observation(let observation) = try FHIRResource.decode(document),
            case .quantity(let quantity) = observation.value
        else {
            Issue.record("no quantity")
            return
        }
        #expect(quantity.value?.text == "41.0" && quantity.comparator == .less)
        #expect(quantity.ucumCode == "mL/min/{1.73_m2}" && observation.code.code(in: "http://loinc.org") == "98979-8")
        #expect(observation.components.first?.value == .text("seen"))
        #expect(observation.issued == Instant("2026-10-02T12:00:00Z"))
    }

    @Test func theSmallerResourcesAreRead() throws {
        guard case .condition(let condition) = try decode(Samples.condition),
            case .allergyIntolerance(let allergy) = try decode(Samples.allergyIntolerance),
            case .encounter(let stay) = try decode(Samples.encounter),
            case .coverage(let coverage) = try decode(Samples.coverage),
            case .medication(let medication) = try decode(Samples.medication)
        else {
            Issue.record("other resources")
            return
        }
        #expect(condition.clinicalStatus == .active && condition.verificationStatus == .confirmed)
        #expect(condition.abatement == .text("last spring") && condition.patientReference?.logicalID == "p-17")
        if case .age(let age) = condition.onset { #expect(age.days == 14_965.0) } else { Issue.record("no age") }
        #expect(allergy.category == [.medication, .food] && allergy.criticality == .unableToAssess)
        #expect(allergy.reactions.first?.severity == .moderate && allergy.patientReference?.logicalID == "p-17")
        #expect(stay.status == .finished && stay.classCode.code == "IMP" && stay.partOf?.logicalID == "e-8")
        #expect(stay.dischargeDisposition?.codings.first?.code == "home")
        #expect(stay.locations.first?.status == .completed && stay.period?.end != nil)
        #expect(coverage.patientReference?.logicalID == "6f2c1c1e-0000-4000-8000-000000000017")
        #expect(coverage.payor.count == 1 && coverage.order == 1 && coverage.period?.end?.precision == .day)
        #expect(medication.ingredients.first?.isActive == true && medication.patientReference == nil)
        #expect(medication.ingredients.first?.strength?.numerator?.doseAmount == DoseAmount(5, .milligram))
    }

    @Test func anAnswerToAClaimTellsWhyItIsNotPaid() throws {
        guard case .claimResponse(let answer) = try decode(Samples.claimResponse),
            case .claim(let claim) = try decode(Samples.claim)
        else {
            Issue.record("other resources")
            return
        }
        #expect(answer.outcome == .partial && answer.use == .claim && answer.status == .active)
        #expect(answer.patientReference?.logicalID == "p-17" && answer.request?.logicalID == "cl-1")
        #expect(answer.prescription?.logicalID == "o-1")
        let item = try #require(answer.items.first)
        #expect(item.restrictions.map(\.code) == ["prior-auth"] && item.nextFillDate == FHIRDate("2026-12-20"))
        #expect(item.adjudications.map(\.amount) == [0, nil, nil])
        #expect(item.adjudications.compactMap(\.reason?.text) == ["limit"])
        #expect(answer.adjudications.map(\.amount) == [-1.5])
        #expect(answer.problems.map(\.itemSequence) == [1] && answer.notes == ["28 tablets a month"])
        #expect(claim.items.map(\.sequence) == [1] && claim.prescription?.containedID == "rx")
        #expect(claim.resolveContained(try #require(claim.prescription))?.typeName == "MedicationRequest")
    }

    @Test func anAnswerOfTooManyLinesIsRefused() throws {
        let item = #"{"itemSequence":1,"adjudication":[{"category":{}}]}"#
        let items = "[\(Array(repeating: item, count: FHIRClaimResponse.maximumItems + 1).joined(separator: ","))]"
        let document = try JSONValue(Samples.claimResponse).replacing("item", with: JSONValue(items))
        #expect(throws: FHIRError(.tooManyEntries, path: "ClaimResponse.item")) { try FHIRResource.decode(document) }
    }

    @Test func otherResourcesAreUnsupportedAndNoError() throws {
        let slot = try decode(#"{"resourceType":"Slot","status":7,"contained":1}"#)
        #expect(slot == .unsupported(type: "Slot"))
        #expect(slot.typeName == "Slot" && slot.patientReference == nil && slot.meta == nil)
    }

    @Test(arguments: [
        ("modifierExtension", true), ("dosageInstruction[0].modifierExtension", true),
        ("dosageInstruction[0].timing.modifierExtension", true), ("implicitRules", true),
        ("contained[0].modifierExtension", false), ("extension", false),
    ])
    func whatChangesTheMeaningIsFlagged(_ path: String, _ isFlagged: Bool) throws {
        let value = try JSONValue(#"[{"url":"http://invented","valueBoolean":true}]"#)
        let document = try JSONValue(Samples.medicationRequest).replacing(path, with: value)
        #expect(try FHIRResource.decode(document).meta?.hasModifierExtension == isFlagged)
    }

    @Test func aProhibitionIsNotAnOrder() throws {
        let document = try JSONValue(Samples.medicationRequest).replacing("doNotPerform", with: .bool(true))
        guard case .medicationRequest(let order) = try FHIRResource.decode(document) else { return }
        #expect(order.doNotPerform)
    }
}
