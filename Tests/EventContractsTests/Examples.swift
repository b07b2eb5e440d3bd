import EventContracts
import MedicationDomain

/// One invented value per event type; their JSON stands in `Golden/`.
enum Examples {
    static let at = Instant(millisecondsSince1970: 1_795_253_400_000)
    static let day = CalendarDay(daysSince1970: 20_778)
    static let patient: PatientID = "p-17"
    static let citation = Citation(
        title: "Baclofen tablets, US label", href: "https://dailymed.nlm.nih.gov/", locator: "section 7",
        retrieved: CalendarDay(daysSince1970: 20_778))
    static let rule = RuleReference(
        id: "baclofen-opioid", version: "2026-11-01", evidence: .label, citations: [citation])
    static let baclofen = Medication(
        text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292", productRxNormCode: "197391", ndc: "70710-1285-1",
        ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292", atcCodes: ["M03BX01"])], form: .tablet,
        strength: Strength(milligramsPerUnit: 10))
    static let checks = CheckStatement(
        checked: ["interaction", "duplicate", "dose"],
        notChecked: [CheckStatement.Omission(check: "renal-dose", reason: "no eGFR in 365 days")])

    static func order(_ status: OrderEvent.Status) -> OrderEvent {
        OrderEvent(
            orderId: "o-1", patientId: patient, revision: 1, status: status, medication: baclofen, route: .oral,
            dosageInstructions: [
                DosageInstruction(
                    sequence: 1, text: "10 mg three times a day",
                    timing: DoseTiming(frequency: 3, period: 1, periodUnit: .day), route: .oral,
                    dose: DoseAmount(10, .milligram))
            ],
            dailyDoseMilligrams: 30, therapyContext: .continuing, authoredAt: at, prescriberId: "pr-3",
            indication: ["G35"], refillsLeft: 2, daysSupply: 30,
            findings: [
                Finding(
                    rule: rule, kind: .renalDose, severity: .moderate, summary: "Dose above the renal ceiling",
                    detail: "eGFR 41", management: ["verify the home dose"], factors: ["eGFR 41"])
            ], checks: checks)
    }

    static let alert = Alert(
        alertId: "interaction-check:baclofen-opioid:p-17", revision: 3, patientId: patient, kind: .interaction,
        severity: .major, interruptive: true,
        summary: "Baclofen with oxycodone: additive sedation and respiratory depression", detail: "Both depress.",
        management: ["Lowest doses, shortest time", "Offer naloxone"],
        medications: [
            AlertMedication(
                text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292", productRxNormCode: "197391",
                orderId: "o-1", therapyContext: .continuing, indication: "G35")
        ],
        encounterId: "e-9", locationId: "ward-4", prescriberId: "pr-3", nextDoseAt: at, rule: rule,
        factors: ["age 78", "eGFR 41 mL/min/1.73 m² on 2026-10-02"], checks: checks, raisedAt: at, dueAt: at)

    static let option = AssistanceOption(
        programId: "medicaid-expansion", name: "Medicaid", kind: "medicaid", result: .appearsEligible,
        decidedBy: "the state Medicaid agency", missing: [], because: ["income 120 % of the poverty guideline"],
        apply: AssistanceOption.Application(how: "Apply at the state agency", documents: ["proof of income"]),
        citations: [citation])

    static func response(_ action: AlertResponse.Action) -> AlertResponse {
        AlertResponse(
            responseId: "r-1", alertId: alert.alertId, alertRevision: 3, patientId: patient, action: action,
            reason: action == .overridden ? AlertResponse.Reason(code: "risk-benefit-ratio") : nil,
            comment: "discussed", by: AlertResponse.Actor(id: "ph-2", role: "pharmacist"),
            assignedTo: action == .assigned ? "ph-3" : nil, at: at, interventions: ["9"])
    }

    static let all: [any EventPayload] = general + assistance

    private static let general: [any EventPayload] =
        OrderEvent.Status.allCases.map { order($0) }
        + AlertEvent.Change.allCases.map { change -> any EventPayload in
            var alert = alert
            if change == .resolved {
                alert.status = .resolved
                alert.resolution = Alert.Resolution(reason: "oxycodone stopped", at: at)
            }
            return AlertEvent(change, alert)
        }
        + AlertResponse.Action.allCases.map { response($0) }
        + PatientEvent.Change.allCases.map {
            PatientEvent(
                patientId: patient, change: $0, birthDate: CalendarDay(daysSince1970: -8000), sex: .female,
                otherPatientId: $0 == .merged || $0 == .unmerged ? "p-18" : nil)
        }
        + [FactStatus.recorded, .retracted].flatMap { status -> [any EventPayload] in
            [
                ObservationEvent(
                    observationId: "ob-1", patientId: patient, status: status, kind: .estimatedGFR,
                    system: "http://loinc.org", code: "98979-8", value: 41, unit: "mL/min/{1.73_m2}", observedAt: at),
                ConditionEvent(
                    conditionId: "c-1", patientId: patient, status: status,
                    codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "G35")]),
                AllergyEvent(allergyId: "a-1", patientId: patient, status: status, substance: baclofen),
                CoverageEvent(coverageId: "cov-1", patientId: patient, status: status, kind: "medicaid", endsOn: day),
                ClaimEvent(
                    answerId: "cr-1", patientId: patient, status: status, orderId: "o-1", claimId: "cl-1",
                    insurerId: "plan-1", answeredAt: at,
                    lines: [
                        ClaimEvent.Line(
                            sequence: 1, medication: baclofen, verdict: .rejected,
                            reasons: [
                                ClaimReason(
                                    .priorAuthorization,
                                    system: "http://terminology.hl7.org/CodeSystem/NCPDPRejectCode",
                                    code: "75"), ClaimReason(.unrecognized, text: "call the help desk"),
                            ], nextFillOn: day)
                    ]),
                CareEvent(
                    careId: "pr-1", resourceType: .procedure, patientId: patient, status: status, state: .done,
                    codes: [CodedConcept(system: "http://www.ama-assn.org/go/cpt", code: "62370")],
                    encounterId: "e-9", startsAt: at, endsAt: at),
                DispenseEvent(
                    dispenseId: "d-1", patientId: patient, status: status, orderId: "o-1", medication: baclofen,
                    quantity: DoseAmount(90, .unit), quantityMilligrams: 900, daysSupply: 30, handedOverAt: at,
                    pharmacyId: "ph-a", refillsLeft: 2),
                AdministrationEvent(
                    administrationId: "ad-1", patientId: patient, status: status, outcome: .given, orderId: "o-1",
                    medication: baclofen, route: .oral, dose: DoseAmount(10, .milligram), administeredAt: at),
                ReportedMedicationEvent(
                    statementId: "st-1", patientId: patient, status: status, medication: baclofen, route: .oral),
            ]
        }
        + StayEvent.Change.allCases.map {
            StayEvent(encounterId: "e-9", patientId: patient, change: $0, encounterClass: "IMP", startedAt: at)
        }
        + [WithdrawalEpisode.Change.opened, .closed].map {
            WithdrawalEpisode(
                episodeId: "ep-1", patientId: patient, change: $0, route: .oral, startedAt: at,
                closedAt: $0 == .closed ? at : nil, reason: "supply ended", grade: $0 == .opened ? 2 : nil)
        }
        + [
            SupplyProjection(
                patientId: patient, medication: baclofen, onHandMilligrams: 300, dailyDoseMilligrams: 30,
                runOutAt: at, state: .known, because: ["300 mg on hand", "30 mg a day", "10 days left"],
                course: [
                    SupplyTurn(on: day, onHandMilligrams: 300, dailyDoseMilligrams: 30),
                    SupplyTurn(on: day.adding(days: 3), dailyDoseMilligrams: 30, isInHospital: true),
                ]),
            PumpProjection(
                patientId: patient, state: .known, medication: baclofen, dailyDoseMicrograms: 500,
                microgramsPerMilliliter: 2000, filledOn: day, filledMilliliters: 40,
                refillBy: day.adding(days: 152), appointmentBy: day.adding(days: 145),
                lowReservoirOn: day.adding(days: 152), emptyOn: day.adding(days: 160),
                stableThrough: day.adding(days: 180), because: ["40 mL of 2000 mcg/mL filled", "0.25 mL a day"]),
            TaperPlan(
                planId: "t-1", patientId: patient, medication: baclofen, template: rule, startsOn: day,
                steps: [
                    TaperPlan.Step(
                        day: 1, dailyDoseMilligrams: 25,
                        doses: [ScheduledDose(time: "morning", milligrams: 10)], tablets: ["10": 2, "5": 1])
                ], totalDays: 42),
            TaperQuestion(
                patientId: patient, dailyDoseMilligrams: 60, courseDays: 730, age: 70, riskPoints: 4, route: .oral,
                strengthsMilligrams: [5, 10, 20], halvesAllowed: false, startsOn: day),
            RiskAssessment(patientId: patient, level: .high, points: 7, factors: ["60 mg/day or more: 3"]),
            TitrationRequest(
                patientId: patient, goalDailyDoseMilligrams: 60, fromDailyDoseMilligrams: 15,
                product: .init(form: .tablet, strengthsMilligrams: [5, 10]), halvesAllowed: true, startsOn: day,
                daysPerStep: 7, dosesPerDay: 3, pregnant: false, breastfeeding: false, allergicToBaclofen: false,
                kidneyOverride: .init(by: "pr-3", reason: "no other treatment worked")),
            TitrationPlan(
                planId: "ti-1", patientId: patient, medication: baclofen, rule: rule, approvedBy: "ph-2",
                ceilingMilligrams: 80, ceiling: .init(reason: "The label allows 80 mg a day at most.", rule: rule),
                goalDailyDoseMilligrams: 15, startsOn: day, daysPerStep: 3,
                steps: [
                    TitrationPlan.Step(
                        day: 1, days: 3, dailyDoseMilligrams: 15,
                        doses: [
                            ScheduledDose(time: "08:00", milligrams: 5, tablets: ["5": 1]),
                            ScheduledDose(time: "20:00", milligrams: 10, milliliters: 10),
                        ])
                ], factors: ["age 40"], cautions: ["Use the lowest effective dose."],
                checks: CheckStatement(checked: ["dose"], notChecked: [.init(check: "renal-dose", reason: "no eGFR")])),
            TitrationRefusal(
                patientId: patient, code: "weight-needed", reason: "Under 12 years the dose goes by weight.",
                advice: ["Weigh the child."], rule: rule),
            AssistanceRequest(
                asOf: day, state: "TX", householdSize: 3, annualIncome: Money(amount: "24000.00"), age: 40,
                insurance: "none", medication: "baclofen 10 mg tablet", quantity: 90, daysSupply: 30,
                answers: ["va-enrolled": "no"], askedBy: "fi-1"),
            AssistanceDetermination(
                requestId: "q-1", asOf: day, options: [option],
                ruleSet: AssistanceDetermination.RuleSet(version: "2026-11-01", hash: "abc"),
                next: [
                    AssistanceQuestion(
                        input: "answers.works", ask: "Does the patient work?", answers: ["yes", "no"],
                        settles: ["Medicaid buy-in"], opens: ["Medicaid for adults"])
                ],
                answered: [
                    AssistanceQuestion(
                        input: "answers.va-enrolled", ask: "Is the patient enrolled in VA health care?",
                        answers: ["yes", "no"])
                ]),
            InteractionCheckRequest(
                patientId: patient,
                drafts: [
                    .init(
                        orderId: "draft-1", medication: Medication(text: "oxycodone 5 mg tablet"), route: .oral,
                        dailyDoseMilligrams: 20, therapyContext: .new, priorOrderId: "o-2", startsAt: at,
                        endsAt: at + .days(7), indication: ["G89.1"], locationId: "ward-4", prescriberId: "pr-3"),
                    .init(orderId: "draft-2", medication: baclofen, route: .intrathecal, dailyDoseMicrograms: 200),
                ],
                context: .init(
                    birthDate: CalendarDay(daysSince1970: -8000), age: 78, estimatedGFR: 41, estimatedGFRAt: at,
                    conditions: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "J44.9")],
                    allergies: [Medication(text: "codeine")],
                    otherMedicines: [.init(medication: Medication(text: "valerian"), route: .oral)],
                    encounterId: "e-9")),
            InteractionCheckResult(
                requestId: "q-1", patientId: patient, asOf: at, profile: .kept,
                findings: [.init(change: .raised, severityBefore: .moderate, drafts: ["draft-1"], alert: alert)],
                standing: [.init(alertId: "interaction-check:baclofen-alcohol:p-17", severity: .moderate)],
                unrecognized: ["valerian"], checks: checks,
                knowledge: .init(version: "2026-11-01", hash: "abc", stale: false)),
            PrescriptionReviewRequest(
                patientId: patient, drafts: ["o-2"], resources: #"{"resourceType":"Bundle","type":"collection"}"#),
            PrescriptionReview(
                requestId: "q-1", patientId: patient, asOf: at, profile: .kept, orders: [order(.held)],
                unread: [.init(code: "missing-element", element: "Bundle.entry[1].resource.id")],
                context: .init(birthDate: at.day, otherMedicines: [.init(medication: baclofen, route: .oral)])),
            CardFeedback(
                feedbackId: "f-1", card: "6a0d2a5e-55c1-8f00-8000-000300000000", service: "titrate-order-sign",
                outcome: .accepted, at: at, answersAlert: false),
            CardFeedback(
                feedbackId: "f-2", card: "6a0d2a5e-55c1-8f00-8000-000300000000", service: "titrate-order-sign",
                outcome: .overridden, reason: .init(code: "risk-benefit-ratio"), at: at, answersAlert: true),
            QuestionRefused(requestId: "q-2", code: "bad-value", message: "element $.state"),
            PatientForgotten(patientId: patient, at: at, by: "records-office"),
            PatientHandover(
                patientId: "p-18", from: patient,
                facts: [
                    HandedFact(
                        origin: patient,
                        fact: HospitalFact(
                            resource: "MedicationRequest/o-1", version: SourceVersion(versionId: "1", lastUpdated: at),
                            content: .order(
                                OrderFact(orderId: "o-1", patientId: patient, status: .active, medication: baclofen))),
                        order: HandedOrder(status: .accepted, wasLetThrough: true))
                ], merges: [PatientMerge(retired: patient, survivor: "p-18")]),
            PatientClaim(patientId: patient, by: "p-18", isInForce: true),
            SourceReport(
                source: "prescribing", condition: .silent, affectedPartitions: 4, partitionCount: 12,
                notCheckedSince: at, observedAt: at + .seconds(50)),
            SourceReport(
                source: "prescribing", condition: .reliable, affectedPartitions: 0, partitionCount: 12,
                observedAt: at + .hours(1)),
            ServiceStatus(
                service: .interactionCheck, instance: "1", partition: 3, phase: .live,
                inputs: [
                    ServiceStatus.InputProgress(
                        topic: .prescribingEvents, nextOffset: 10, endOffset: 10, processedThrough: at)
                ], knowledgeVersion: "2026-11-01", knowledgeHash: "abc", reportedAt: at,
                knowledge: ServiceStatus.Knowledge(entries: 30, stale: 1, staleIDs: ["opioids"], nextReviewBy: day),
                shadow: ServiceStatus.Shadow(
                    version: "2027-01-01", counts: [.init(rule: "baclofen-opioid", difference: "lowered", count: 2)])),
            HospitalFacts(
                patientId: patient,
                facts: [
                    HospitalFact(
                        resource: "MedicationRequest/o-1", version: SourceVersion(versionId: "1", lastUpdated: at),
                        content: .order(
                            OrderFact(orderId: "o-1", patientId: patient, status: .active, medication: baclofen)))
                ]),
        ]
}
