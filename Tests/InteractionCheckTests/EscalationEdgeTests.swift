import EventContracts
import MedicationDomain
import Testing

@testable import InteractionCheck

/// The exact places at which a patient factor begins to weigh.
@Suite struct EscalationEdgeTests {
    private func finding(
        _ rule: String, _ patient: TestPatient, asOf now: Instant = TestPatient.now,
        editing edit: (inout MedicationProfile) -> Void = { _ in }
    ) throws -> Alert {
        let knowledge = try TestKnowledge.standard
        var profile = try patient.profile(knowledge)
        edit(&profile)
        return try #require(
            InteractionPolicy.findings(profile, knowledge, asOf: now).first { $0.rule.id.rawValue == rule })
    }

    private func patient(with text: String, context: TherapyContext = .continuing) -> TestPatient {
        var patient = TestPatient()
        patient.medicines = [KnowledgeCase.Medicine(text: text, context: context, source: .ordered)]
        return patient
    }

    @Test func theSixtyFifthBirthdayIsTheEdge() throws {
        let (year, month, day) = TestPatient.now.day.components
        let birthday = try #require(CalendarDay(year: year - 65, month: month, day: day))
        let today = try finding("baclofen-nsaid", patient(with: "ibuprofen")) { $0.birthDate = birthday }
        let eve = try finding("baclofen-nsaid", patient(with: "ibuprofen")) { $0.birthDate = birthday.adding(days: 1) }
        #expect(today.severity == .moderate)
        #expect(today.factors == ["age 65"])
        #expect(eve.severity == .minor)
    }

    @Test func kidneyFunctionWeighsBelowSixty() throws {
        for (value, severity) in [(60.0, Severity.minor), (59.9, .moderate)] {
            let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
                $0.observations["egfr"]?.value = value
            }
            #expect(alert.severity == severity)
        }
    }

    @Test func lowKidneyValueWeighsForAYearAndIsThenUnknown() throws {
        for (age, isKnown) in [(364.9, true), (365.0, false)] {
            let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
                $0.observations["egfr"] = KeptObservation(
                    kind: .estimatedGFR, value: 41, at: TestPatient.now - .days(age))
            }
            #expect(alert.severity == (isKnown ? .moderate : .minor))
            let omission = CheckStatement.Omission(check: "renal-escalation", reason: "no eGFR in 365 days")
            #expect(alert.checks.notChecked.contains(omission) == !isKnown)
        }
    }

    @Test func lowerValueCountsWhenCystatinIsTheOlder() throws {
        let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
            $0.observations["cystatin"] = KeptObservation(
                kind: .estimatedGFRCystatinC, value: 44, at: TestPatient.now - .days(30))
        }
        #expect(alert.factors.contains { $0.hasPrefix("eGFR 44 ") })
        for (age, words) in [(30.0, "eGFR 41 "), (0.5, "eGFR 59 ")] {
            let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
                $0.observations["egfr"]?.value = 41
                $0.observations["cystatin"] = KeptObservation(
                    kind: .estimatedGFRCystatinC, value: 59, at: TestPatient.now - .days(age))
            }
            #expect(alert.factors.contains { $0.hasPrefix(words) })
        }
    }

    private func observation(_ kind: ObservationEvent.Kind, _ value: Double?, daysAgo: Double) -> KeptObservation {
        KeptObservation(kind: kind, value: value, at: TestPatient.now - .days(daysAgo))
    }

    @Test func dialysisWeighsLikeAPoorKidneyValueUntilItEnds() throws {
        let began = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
            $0.observations["d-1"] = self.observation(.dialysis, 1, daysAgo: 9)
        }
        #expect(began.severity == .moderate)
        #expect(began.factors == ["dialysis"])
        let ended = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
            $0.observations["d-1"] = self.observation(.dialysis, 1, daysAgo: 9)
            $0.observations["d-2"] = self.observation(.dialysis, 0, daysAgo: 1)
        }
        #expect(ended.severity == .minor)
    }

    @Test func forgettingTheOrderBeforeIsNothingNew() throws {
        var patient = patient(with: "oxycodone")
        patient.age = 78
        patient.medicines[0].milligramsPerDay = 20
        patient.medicines[0].endedHoursAgo = 1
        patient.medicines.append(
            KnowledgeCase.Medicine(
                text: "oxycodone", context: .unknown, milligramsPerDay: 40, source: .ordered, replaces: 1))
        let raised = try finding("baclofen-opioid", patient)
        let forgotten = try finding("baclofen-opioid", patient) { $0.medicines["order:order-1"] = nil }
        #expect(raised.factors.contains("dose of oxycodone raised"))
        #expect(forgotten.factors.contains("oxycodone is new"))
        #expect(raised.interruptsFor == ["order:order-2:started"])
        #expect(forgotten.interruptsFor == raised.interruptsFor)
    }

    @Test func recordedNoFallIsNoFall() throws {
        for (value, severity) in [(0.0, Severity.minor), (1, .moderate)] {
            let alert = try finding("baclofen-antihypertensive", patient(with: "lisinopril")) {
                $0.observations["f-1"] = self.observation(.fall, value, daysAgo: 9)
            }
            #expect(alert.severity == severity)
        }
    }

    @Test func allergyThatWasNotRecognisedIsSaid() throws {
        let allergen = try TestPatient.medication("Xyzzyol")
        let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
            $0.take(AllergyEvent(allergyId: "a-1", patientId: TestPatient.id, substance: allergen))
        }
        #expect(alert.checks.notChecked == [.init(check: "allergy", reason: "not recognised: Xyzzyol")])
    }

    @Test func alcoholAnswerWithoutANumberIsSaid() throws {
        let alert = try finding("baclofen-nsaid", patient(with: "ibuprofen")) {
            $0.observations["a-1"] = self.observation(.alcoholUse, nil, daysAgo: 9)
        }
        #expect(alert.checks.notChecked == [.init(check: "alcohol", reason: "answer not understood")])
    }

    @Test func severalFactorsRaiseOneTierAndStopAtMajor() throws {
        var weak = patient(with: "quetiapine")
        (weak.age, weak.kidneyFunction, weak.indexMilligrams) = (80, 30, 60)
        weak.conditions = ["respiratory-disease"]
        #expect(try finding("baclofen-antipsychotic", weak).severity == .major)
        weak.medicines[0].text = "oxycodone"
        let opioid = try finding("baclofen-opioid", weak)
        #expect(opioid.severity == .major)
        #expect(opioid.factors.count == 4)
        weak.medicines[0].text = "cetirizine"
        #expect(try finding("baclofen-less-sedating-antihistamine", weak).severity == .moderate)
    }

    @Test func unknownAgeIsSaid() throws {
        var unknown = patient(with: "ibuprofen")
        unknown.age = nil
        let alert = try finding("baclofen-nsaid", unknown)
        #expect(alert.checks.notChecked == [.init(check: "age-escalation", reason: "birth date unknown")])
    }

    @Test func unrecognisedMedicineIsNamedInEveryAlertAndInOneOfItsOwn() throws {
        var patient = patient(with: "ibuprofen")
        patient.medicines.append(KnowledgeCase.Medicine(text: "Xyzzyol 3 mg", context: .new, source: .ordered))
        let alert = try finding("baclofen-nsaid", patient)
        #expect(alert.checks.notChecked == [.init(check: "interaction", reason: "not recognised: Xyzzyol 3 mg")])
        let own = try finding("unrecognized", patient)
        #expect(own.kind == .checksDegraded)
        #expect(own.severity == .info)
        #expect(!own.interruptive)
        #expect(own.summary.hasSuffix("Xyzzyol 3 mg"))
    }

    @Test func rulePastItsReviewDateWorksAndSaysSo() throws {
        let reviewBy = try #require(try TestKnowledge.standard.rule("baclofen-nsaid")).reviewBy
        let onTime = try finding("baclofen-nsaid", patient(with: "ibuprofen"), asOf: reviewBy.start)
        let late = try finding("baclofen-nsaid", patient(with: "ibuprofen"), asOf: reviewBy.adding(days: 1).start)
        #expect(!onTime.checks.notChecked.contains { $0.check == "review" })
        #expect(late.checks.notChecked.contains { $0.check == "review" })
        #expect(late.severity == onTime.severity)
    }
}
