import EventContracts
import MedicationDomain
import Testing

@testable import Prescribing

@Suite struct PatientFactsTests {
    private func chart(
        egfr: Double, daysAgo: Double, kind: ObservationEvent.Kind = .estimatedGFR, born: String? = "1980-01-01"
    ) -> PatientChart {
        var chart = PatientChart()
        chart.person = PatientEvent(patientId: "p-1", birthDate: born.flatMap { CalendarDay($0) })
        chart.add(kind, egfr, daysAgo: daysAgo, "ob-1")
        return chart
    }

    private func kidney(_ chart: PatientChart) throws -> KidneyFunction {
        PatientPicturePolicy.picture(of: chart, by: try loadedKnowledge().policy, asOf: noon).kidney
    }

    private func isKnown(_ chart: PatientChart) throws -> Bool {
        if case .unknown = try kidney(chart) { false } else { true }
    }

    @Test(arguments: [
        (95.0, 365.0, "1980-01-01", true), (95, 365.1, "1980-01-01", false), (60, 365, "1980-01-01", true),
        (59, 183, "1980-01-01", true), (59, 183.1, "1980-01-01", false), (95, 183, "1950-01-01", true),
        (95, 183.1, "1950-01-01", false), (95, 183, nil, true), (95, 183.1, nil, false),
    ])
    func kidneyValueCountsForItsTime(_ egfr: Double, _ daysAgo: Double, _ born: String?, _ known: Bool) throws {
        #expect(try isKnown(chart(egfr: egfr, daysAgo: daysAgo, born: born)) == known)
    }

    @Test func inpatientsNeedAValueOfTheWeek() throws {
        var chart = chart(egfr: 95, daysAgo: 7)
        chart.stays["e-1"] = StayEvent(encounterId: "e-1", patientId: "p-1", change: .started)
        #expect(try isKnown(chart))
        chart.measured = [:]
        chart.add(.estimatedGFR, 95, daysAgo: 7.1, "ob-1")
        #expect(try !isKnown(chart))
    }

    @Test func cystatinIsPreferredWhereCreatinineMisleads() throws {
        var chart = chart(egfr: 80, daysAgo: 2)
        chart.add(.estimatedGFRCystatinC, 45, daysAgo: 3, "ob-2")
        #expect(try kidney(chart).factor?.hasPrefix("eGFR 80") == true)
        chart.conditions["c-1"] = ConditionEvent(
            conditionId: "c-1", patientId: "p-1",
            codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "G35")])
        #expect(try kidney(chart).factor?.hasPrefix("eGFR 45") == true)
        chart.measured[ObservationEvent.Kind.estimatedGFRCystatinC.rawValue] = nil
        #expect(try kidney(chart).factor?.contains("may be overestimated") == true)
    }

    @Test(arguments: [
        (1.0, 1.5, 7.0, true), (1.0, 1.49, 7, false), (1.0, 1.5, 7.1, false), (1.0, 1.3, 2, true),
        (1.0, 1.29, 2, false), (1.0, 1.3, 2.1, false),
    ])
    func creatinineRiseIsKidneyInjury(_ from: Double, _ to: Double, _ days: Double, _ isInjury: Bool) throws {
        var chart = chart(egfr: 95, daysAgo: 1)
        chart.add(.creatinine, from, daysAgo: days, "cr-1")
        chart.add(.creatinine, to, daysAgo: 0, "cr-2")
        if case .acuteInjury = try kidney(chart) { #expect(isInjury) } else { #expect(!isInjury) }
    }

    @Test func valueInAnUnreadUnitHidesNoRise() throws {
        var chart = chart(egfr: 95, daysAgo: 1)
        chart.add(.creatinine, 1, daysAgo: 3, "cr-1")
        chart.add(.creatinine, 2, daysAgo: 1, "cr-2")
        chart.add(.creatinine, nil, daysAgo: 0, "cr-3")
        #expect(try kidney(chart).factor?.hasPrefix("creatinine rose from 1 to 2 mg/dL") == true)
    }

    @Test func dialysisComesFirst() throws {
        var chart = chart(egfr: 95, daysAgo: 1)
        chart.conditions["c-1"] = ConditionEvent(
            conditionId: "c-1", patientId: "p-1",
            codes: [CodedConcept(system: "http://hl7.org/fhir/sid/icd-10-cm", code: "Z99.2")])
        #expect(try kidney(chart) == .dialysis)
        chart.conditions["c-1"]?.isActive = false
        #expect(try kidney(chart) != .dialysis)
    }

    private func context(
        authored daysAgo: Double = 0, _ change: (inout PatientChart, inout ChartedOrder) -> Void
    ) throws -> TherapyContext {
        var chart = PatientChart()
        var order = ChartedOrder(
            fact: OrderFact(
                orderId: "o-1", patientId: "p-1", status: .active, medication: baclofen,
                authoredAt: noon - .days(daysAgo)))
        change(&chart, &order)
        chart.orders["o-1"] = order
        return TherapyContextPolicy.judge(
            order, in: chart, by: try loadedKnowledge().policy.numbers, asOf: noon)
    }

    private func dispense(_ id: String, daysAgo: Double, of medication: Medication = baclofen) -> DispenseEvent {
        DispenseEvent(
            dispenseId: DispenseID(id), patientId: "p-1", medication: medication, handedOverAt: noon - .days(daysAgo))
    }

    @Test func contextFollowsWhatIsKnown() throws {
        #expect(try context { _, _ in } == .unknown)
        #expect(try context { _, order in order.fact.priorOrderId = "o-0" } == .continuing)
        #expect(try context { _, order in order.fact.courseOfTherapy = "acute" } == .new)
        #expect(try context { chart, _ in chart.dispenses["d"] = dispense("d", daysAgo: 120) } == .continuing)
        // A supply longer ago than any supply lasts is a history without baclofen now.
        #expect(try context { chart, _ in chart.dispenses["d"] = dispense("d", daysAgo: 121) } == .new)
        let other = Medication(text: "Invented remedy")
        #expect(try context { chart, _ in chart.dispenses["d"] = dispense("d", daysAgo: 30, of: other) } == .new)
        #expect(try context { chart, _ in chart.dispenses["d"] = dispense("d", daysAgo: 29, of: other) } == .unknown)
        let taken = ReportedMedicationEvent(statementId: "s", patientId: "p-1", medication: baclofen)
        #expect(try context { chart, _ in chart.statements["s"] = taken } == .continuing)
        var stopped = taken
        stopped.isActive = false
        #expect(try context { chart, _ in chart.statements["s"] = stopped } == .new)
    }

    @Test func continuousSaysHowLongNotSinceWhen() throws {
        func continuous(
            authored daysAgo: Double, startsInDays days: Double? = nil, _ status: OrderFact.Status = .active
        ) throws -> TherapyContext {
            try context(authored: daysAgo) { _, order in
                order.fact.courseOfTherapy = "continuous"
                order.fact.status = status
                order.fact.validFrom = days.map { noon + .days($0) }
            }
        }
        #expect(try continuous(authored: 0) == .unknown)
        #expect(try continuous(authored: 14) == .unknown)
        #expect(try continuous(authored: 14.1) == .continuing)
        #expect(try continuous(authored: 14.1, .onHold) == .continuing, "put on hold, it had been running")
        #expect(try continuous(authored: 14, .onHold) == .unknown)
        #expect(try continuous(authored: 20, startsInDays: 1) == .unknown)
        #expect(try context(authored: 20) { _, _ in } == .unknown)
        let supplied = try context { chart, order in
            order.fact.courseOfTherapy = "continuous"
            chart.dispenses["d"] = dispense("d", daysAgo: 30)
        }
        #expect(supplied == .continuing)
    }

    @Test func priorOrderThatWasNeverTakenContinuesNothing() throws {
        func following(_ status: OrderEvent.Status, hospital: OrderFact.Status = .active) throws -> TherapyContext {
            try context { chart, order in
                order.fact.priorOrderId = "o-0"
                let fact = OrderFact(orderId: "o-0", patientId: "p-1", status: hospital, medication: baclofen)
                chart.orders["o-0"] = ChartedOrder(fact: fact, status: status)
            }
        }
        #expect(try following(.completed) == .continuing)
        #expect(try following(.held, hospital: .onHold) == .continuing)
        #expect(try following(.held) == .unknown)
        #expect(try following(.rejected) == .unknown)
        #expect(try following(.retracted) == .unknown)
    }

    @Test func ordersWeHeldAreNoTherapyUnderWay() throws {
        func earlier(_ status: OrderEvent.Status) throws -> TherapyContext {
            try context { chart, _ in
                var fact = OrderFact(orderId: "o-0", patientId: "p-1", status: .active, medication: baclofen)
                fact.authoredAt = noon - .days(2)
                chart.orders["o-0"] = ChartedOrder(fact: fact, status: status, changedAt: noon - .days(1))
            }
        }
        #expect(try earlier(.accepted) == .continuing)
        #expect(try earlier(.released) == .continuing)
        #expect(try earlier(.stopped) == .continuing)
        #expect(try earlier(.held) == .unknown)
        #expect(try earlier(.retracted) == .unknown)
    }
}

extension PatientChart {
    fileprivate mutating func add(
        _ kind: ObservationEvent.Kind, _ value: Double?, daysAgo: Double, _ id: ResourceID
    ) {
        let event = ObservationEvent(
            observationId: id, patientId: "p-1", kind: kind, value: value, observedAt: noon - .days(daysAgo))
        _ = take(.observation(event), version: SourceVersion(), at: noon)
    }
}
