import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Testing

@testable import Gateway

/// An invented patient of whom everything is known that a page can show.
enum PatientRecord {
    static let patient: PatientID = "p-17"
    static let baclofen = Medication(
        text: "Baclofen 10 mg tablet", ingredientRxNormCode: "1292",
        ingredients: [Ingredient(name: "baclofen", rxNormCode: "1292")], form: .tablet)
    static let day = Desk.start.day

    static func order(
        _ id: OrderID = "o-1", _ status: OrderEvent.Status = .accepted, dose: Double = 30, reason: String? = nil,
        at: Instant? = nil
    ) -> OrderEvent {
        OrderEvent(
            orderId: id, patientId: patient, status: status, statusReason: reason, medication: baclofen, route: .oral,
            dosageInstructions: [DosageInstruction(text: "1 tablet three times a day")], dailyDoseMilligrams: dose,
            therapyContext: .continuing, authoredAt: Desk.start - .days(40), startsAt: Desk.start - .days(40),
            statusChangedAt: at, prescriberId: "pr-3", refillsLeft: 2)
    }

    static func dispense(_ id: DispenseID, daysAgo: Double, _ status: FactStatus = .recorded) -> DispenseEvent {
        DispenseEvent(
            dispenseId: id, patientId: patient, status: status, orderId: "o-1", medication: baclofen,
            quantity: DoseAmount(90, .unit), quantityMilligrams: 900, daysSupply: 30,
            handedOverAt: Desk.start - .days(daysAgo), pharmacyId: "ph-4", refillsLeft: 2)
    }

    static func weight(_ id: ResourceID, _ value: Double, daysAgo: Double) -> ObservationEvent {
        ObservationEvent(
            observationId: id, patientId: patient, kind: .weight, value: value, unit: "kg",
            observedAt: Desk.start - .days(daysAgo))
    }

    /// By topic, in the order of being told.
    static var prescribed: [any EntityPayload] {
        let now = Desk.start
        return [
            PatientEvent(patientId: patient, birthDate: CalendarDay(year: 1948, month: 3, day: 2), sex: .female),
            order(), order("o-2", .held, dose: 90, reason: "Above the highest dose of the label"),
            order("o-3", .stopped, dose: 15, reason: "Replaced", at: now - .days(41)),
            dispense("d-1", daysAgo: 35), dispense("d-2", daysAgo: 3),
            AdministrationEvent(
                administrationId: "a-1", patientId: patient, outcome: .given, orderId: "o-1", medication: baclofen,
                route: .oral, dose: DoseAmount(10, .milligram), administeredAt: now - .days(20)),
            AdministrationEvent(
                administrationId: "a-2", patientId: patient, outcome: .given, orderId: "o-1", medication: baclofen,
                dose: DoseAmount(10, .milligram), administeredAt: now - .days(20) + .hours(1)),
            ReportedMedicationEvent(
                statementId: "s-1", patientId: patient, medication: Medication(text: "Melatonin 2 mg"), route: .oral,
                startsAt: now - .days(100)),
            StayEvent(
                encounterId: "e-1", patientId: patient, change: .ended, encounterClass: "IMP", locationId: "ward-4",
                startedAt: now - .days(22), endedAt: now - .days(19)),
            ConditionEvent(
                conditionId: "c-1", patientId: patient, codes: [CodedConcept(system: "icd10", code: "G35")],
                text: "Multiple sclerosis", onsetAt: now - .days(900)),
            AllergyEvent(allergyId: "al-1", patientId: patient, substance: Medication(text: "Penicillin")),
            ObservationEvent(
                observationId: "ob-1", patientId: patient, kind: .estimatedGFR, system: "http://loinc.org",
                code: "98979-8", value: 41, unit: "mL/min/1.73m2", observedAt: now - .days(50)),
            weight("ob-2", 62, daysAgo: 200), weight("ob-3", 58.5, daysAgo: 10),
            ObservationEvent(
                observationId: "ob-4", patientId: patient, kind: .spasticity, value: 3, observedAt: now - .days(9)),
            ObservationEvent(
                observationId: "ob-5", patientId: patient, kind: .spasticity, value: 2, observedAt: now - .days(2)),
            ObservationEvent(
                observationId: "ob-6", patientId: patient, kind: .symptom, code: "418290006", valueCode: "x",
                text: "Itching", observedAt: now - .days(1)),
            ObservationEvent(
                observationId: "ob-7", patientId: patient, kind: .other, system: "http://loinc.org", code: "75325-1",
                valueCode: "48694002", text: "Symptom: Anxiety", observedAt: now - .days(1)),
            ObservationEvent(
                observationId: "ob-8", patientId: patient, kind: .other, code: "2951-2", value: 140,
                observedAt: now - .days(1)),
            CareEvent(
                careId: "ca-1", resourceType: .procedure, patientId: patient, state: .done, codes: [],
                text: "MRI of the head", startsAt: now - .days(5)),
        ]
    }

    static var watched: [any EntityPayload] {
        let now = Desk.start
        return [
            SupplyProjection(
                patientId: patient, medication: baclofen, onHandMilligrams: 900, dailyDoseMilligrams: 30,
                runOutAt: now.day.adding(days: 27).start, state: .known, because: ["900 mg handed over"],
                course: [
                    SupplyTurn(on: day.adding(days: -35), onHandMilligrams: 600, dailyDoseMilligrams: 40),
                    SupplyTurn(on: day.adding(days: -22), dailyDoseMilligrams: 30, isInHospital: true),
                    SupplyTurn(on: day.adding(days: -19), dailyDoseMilligrams: 30),
                    SupplyTurn(on: day.adding(days: -3), onHandMilligrams: 900, dailyDoseMilligrams: 30),
                ]),
            PumpProjection(
                patientId: patient, state: .known, medication: baclofen, dailyDoseMicrograms: 500,
                microgramsPerMilliliter: 2000, filledOn: day.adding(days: -150), filledMilliliters: 40,
                refillBy: day.adding(days: 2), appointmentBy: day.adding(days: -5), lowReservoirOn: day.adding(days: 2),
                emptyOn: day.adding(days: 10), stableThrough: day.adding(days: 30), because: ["40 mL filled"]),
            RiskAssessment(patientId: patient, level: .high, points: 7, factors: ["on a pump"]),
            TaperPlan(
                planId: "t-1", patientId: patient, medication: baclofen,
                template: RuleReference(id: "t", version: "1", evidence: .house, citations: []), approvedBy: "ph-2",
                startsOn: day,
                steps: [
                    .init(
                        day: 1, dailyDoseMilligrams: 25,
                        doses: [ScheduledDose(time: "morning", milligrams: 25, tablets: ["10": 2.5])],
                        tablets: ["10": 2.5])
                ], totalDays: 14),
            WithdrawalEpisode(
                episodeId: "ep-1", patientId: patient, change: .opened, route: .oral, startedAt: now - .days(4),
                reason: "supply at home has run out", grade: 3),
            WithdrawalEpisode(
                episodeId: "ep-0", patientId: patient, change: .closed, route: .oral, startedAt: now - .days(90),
                closedAt: now - .days(80), reason: "baclofen is supplied again"),
        ]
    }

    static func answer(_ id: String, at: Instant, by person: PractitionerID = "ph-1") -> AlertResponse {
        AlertResponse(
            responseId: id, alertId: Alert.sample().alertId, alertRevision: 1, patientId: patient, action: .overridden,
            reason: .init(code: "patient-declined"), comment: "talked to the ward",
            by: .init(id: person, role: "pharmacist"),
            at: at)
    }

    static func tell(_ desk: Desk) throws {
        for (number, fact) in prescribed.enumerated() {
            try put(fact, on: .prescribingEvents, desk, number + 1)
        }
        for (number, fact) in watched.enumerated() { try put(fact, on: .withdrawalEvents, desk, number + 1) }
        var alert = Alert.sample()
        alert.rule.citations = [
            Citation(title: "Label of baclofen", href: "https://l.example", locator: "5", retrieved: day)
        ]
        try desk.say(alert, revision: 1)
        var due = Alert.sample("withdrawal-monitor:pump-watch:p-17", summary: "Read the pump", kind: .monitoring)
        due.dueAt = Desk.start + .days(1)
        try desk.say(due, revision: 1)
        var gone = Alert.sample("interaction-check:old:p-17", summary: "Baclofen with lorazepam")
        (gone.status, gone.resolution) = (.resolved, .init(reason: "lorazepam-stopped", at: Desk.start - .days(1)))
        try desk.say(gone, revision: 1, .resolved)
        try desk.log.add(try GatewayRecords.response(answer("r-1", at: Desk.start - .hours(2))))
    }

    static func put(_ fact: any EntityPayload, on topic: TopicName, _ desk: Desk, _ revision: Int) throws {
        try desk.put(fact, on: topic, about: patient, revision: revision)
    }
}
