import EventContracts
import MedicationDomain
import TestSupport

/// Payloads with every member there or missing, and texts that are hard to write.
struct PayloadMaker {
    var random: SeededGenerator
    init(seed: UInt64) { random = SeededGenerator(state: seed) }

    private static let texts = [
        "", "plain", "ü – ∑ 😀", "a \"quote\" and \\", "line\nbreak\tand\u{1}", "slash / here", "1e5", "null",
    ]
    private mutating func text() -> String { Self.texts.randomElement(using: &random) ?? "" }
    private mutating func texts() -> [String] { (0..<Int.random(in: 0...3, using: &random)).map { _ in text() } }
    private mutating func maybe<Value>(_ value: (inout Self) -> Value) -> Value? {
        Bool.random(using: &random) ? value(&self) : nil
    }
    private mutating func pick<Value: CaseIterable>(_ type: Value.Type) -> Value where Value.AllCases == [Value] {
        let all = type.allCases
        return all[Int.random(in: 0..<all.count, using: &random)]
    }
    mutating func instant() -> Instant {
        Instant(millisecondsSince1970: Int64.random(in: 0..<4_000_000_000_000, using: &random))
    }

    private mutating func medication() -> AlertMedication {
        AlertMedication(
            text: text(), ingredientRxNormCode: maybe { $0.text() }, productRxNormCode: maybe { $0.text() },
            ndc: maybe { $0.text() }, orderId: maybe { OrderID($0.text()) },
            therapyContext: maybe { $0.pick(TherapyContext.self) }, indication: maybe { $0.text() },
            dailyDoseMilligrams: maybe { $0.number() })
    }

    private mutating func number() -> Double { [0, 0.5, 60, 1e-7, 12.345, 1e16].randomElement(using: &random) ?? 1 }
    private mutating func count() -> Int { Int.random(in: 0...9, using: &random) }

    private mutating func rule() -> RuleReference {
        let citations = (0..<Int.random(in: 0...2, using: &random)).map { number in
            Citation(
                title: text(), href: text(), locator: text(), retrieved: CalendarDay(daysSince1970: 20_000 + number))
        }
        return RuleReference(
            id: RuleID(text()), version: text(), evidence: pick(EvidenceLevel.self), citations: citations)
    }

    private mutating func checks() -> CheckStatement {
        CheckStatement(checked: texts(), notChecked: texts().map { CheckStatement.Omission(check: $0, reason: $0) })
    }

    mutating func alert() -> Alert {
        let response = AlertResponse(
            responseId: text(), alertId: AlertID(text()), alertRevision: 3, action: pick(AlertResponse.Action.self),
            reason: maybe { AlertResponse.Reason(code: $0.text()) }, comment: maybe { $0.text() },
            by: AlertResponse.Actor(id: PractitionerID(text()), role: text()), at: instant(),
            seenAt: maybe { $0.instant() })
        return Alert(
            alertId: AlertID("interaction-check:\(Int.random(in: 0..<9, using: &random))"),
            revision: Int.random(in: 0...9, using: &random), patientId: PatientID(text()), kind: pick(AlertKind.self),
            severity: pick(Severity.self), interruptive: Bool.random(using: &random), status: pick(Alert.Status.self),
            summary: text(), detail: text(), management: texts(),
            medications: (0..<Int.random(in: 0...3, using: &random)).map { _ in medication() },
            encounterId: maybe { EncounterID($0.text()) }, locationId: maybe { LocationID($0.text()) },
            prescriberId: maybe { PractitionerID($0.text()) }, nextDoseAt: maybe { $0.instant() },
            rule: rule(), factors: texts(), checks: checks(),
            raisedAt: instant(), updatedAt: maybe { $0.instant() }, dueAt: maybe { $0.instant() },
            assignedTo: maybe { PractitionerID($0.text()) }, escalationLevel: Int.random(in: 0...3, using: &random),
            resolution: maybe { Alert.Resolution(reason: $0.text(), at: $0.instant()) },
            answer: maybe { _ in Alert.Answer(response) }, interruptsFor: maybe { $0.texts() },
            escalators: maybe { $0.texts() }, reopenedFor: maybe { $0.texts() })
    }
    private mutating func dose() -> DoseAmount { DoseAmount(low: number(), high: number(), pick(DoseUnit.self)) }

    private mutating func timing() -> DoseTiming {
        DoseTiming(
            frequency: maybe { $0.count() }, frequencyMax: maybe { $0.count() }, period: maybe { $0.number() },
            periodMax: maybe { $0.number() }, periodUnit: maybe { $0.pick(PeriodUnit.self) }, timesOfDay: texts(),
            when: texts(), daysOfWeek: texts(), code: maybe { $0.text() }, start: maybe { $0.instant() },
            end: maybe { $0.instant() }, durationDays: maybe { $0.number() }, count: maybe { $0.count() })
    }

    private mutating func instruction() -> DosageInstruction {
        DosageInstruction(
            sequence: maybe { $0.count() }, text: maybe { $0.text() }, timing: maybe { $0.timing() },
            asNeeded: Bool.random(using: &random), route: maybe { $0.pick(Route.self) }, dose: maybe { $0.dose() },
            maximumPerDay: maybe { $0.dose() })
    }

    private mutating func finding() -> Finding {
        Finding(
            rule: rule(), kind: pick(AlertKind.self), severity: pick(Severity.self), summary: text(), detail: text(),
            management: texts(), factors: texts(), interruptive: maybe { Bool.random(using: &$0.random) })
    }

    private mutating func orderedMedication() -> Medication {
        Medication(
            text: text(), ingredientRxNormCode: maybe { $0.text() }, productRxNormCode: maybe { $0.text() },
            ndc: maybe { $0.text() },
            ingredients: (0..<Int.random(in: 0...2, using: &random)).map { _ in
                Ingredient(name: text(), rxNormCode: maybe { $0.text() }, atcCodes: texts())
            }, form: maybe { $0.pick(DoseForm.self) },
            strength: maybe { maker in
                Strength(
                    milligramsPerUnit: maker.maybe { $0.number() },
                    milligramsPerMilliliter: maker.maybe { $0.number() })
            }, remarks: maybe { $0.texts() })
    }

    mutating func order() -> OrderEvent {
        OrderEvent(
            orderId: OrderID(text()), patientId: PatientID(text()), revision: count(),
            status: pick(OrderEvent.Status.self), statusReason: maybe { $0.text() }, medication: orderedMedication(),
            route: maybe { $0.pick(Route.self) },
            dosageInstructions: (0..<Int.random(in: 0...2, using: &random)).map { _ in instruction() },
            dailyDoseMilligrams: maybe { $0.number() }, dailyDoseMicrograms: maybe { $0.number() },
            therapyContext: pick(TherapyContext.self), authoredAt: maybe { $0.instant() },
            startsAt: maybe { $0.instant() }, endsAt: maybe { $0.instant() }, statusChangedAt: maybe { $0.instant() },
            priorOrderId: maybe { OrderID($0.text()) }, encounterId: maybe { EncounterID($0.text()) },
            locationId: maybe { LocationID($0.text()) }, prescriberId: maybe { PractitionerID($0.text()) },
            indication: texts(), refillsLeft: maybe { $0.count() }, pharmacyId: maybe { LocationID($0.text()) },
            daysSupply: maybe { $0.number() }, nextDoseAt: maybe { $0.instant() },
            findings: (0..<Int.random(in: 0...2, using: &random)).map { _ in finding() }, checks: checks(),
            isHandedBack: maybe { Bool.random(using: &$0.random) })
    }

    private mutating func version() -> SourceVersion {
        SourceVersion(versionId: maybe { $0.text() }, lastUpdated: maybe { $0.instant() })
    }

    private mutating func orderFact() -> OrderFact {
        OrderFact(
            orderId: OrderID(text()), patientId: PatientID(text()), status: pick(OrderFact.Status.self),
            medication: orderedMedication(), route: maybe { $0.pick(Route.self) },
            dosageInstructions: (0..<Int.random(in: 0...2, using: &random)).map { _ in instruction() },
            authoredAt: maybe { $0.instant() }, priorOrderId: maybe { OrderID($0.text()) },
            encounterId: maybe { EncounterID($0.text()) }, locationId: maybe { LocationID($0.text()) },
            prescriberId: maybe { PractitionerID($0.text()) }, indication: texts(),
            courseOfTherapy: maybe { $0.text() }, statusReasonCode: maybe { $0.text() },
            refillsAllowed: maybe { $0.count() }, daysSupply: maybe { $0.number() }, validFrom: maybe { $0.instant() },
            validUntil: maybe { $0.instant() }, pharmacyId: maybe { LocationID($0.text()) },
            category: maybe { $0.text() })
    }

    /// Mostly orders; what else there is goes another way.
    mutating func facts() -> HospitalFacts {
        HospitalFacts(
            patientId: PatientID(text()),
            facts: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                let content: HospitalFact.Content =
                    count() < 8
                    ? .order(orderFact())
                    : .stay(
                        StayEvent(
                            encounterId: EncounterID(text()), patientId: PatientID(text()), change: .started,
                            startedAt: maybe { $0.instant() }))
                return HospitalFact(resource: text(), version: version(), content: content)
            })
    }

    mutating func earlierOrder() -> EarlierOrder {
        EarlierOrder(
            orderFact(), version: version(), until: instant(), wasTaken: maybe { Bool.random(using: &$0.random) })
    }
}
