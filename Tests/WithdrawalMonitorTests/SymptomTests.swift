import EventContracts
import MedicationDomain
import Testing

@testable import WithdrawalMonitor

struct SymptomTests {
    /// Whoever cannot tell the two apart must not say what to do with the next dose.
    @Test func indeterminateNeverAdvisesGivingOrWithholding() throws {
        let text = try Timeline.rules.get().care.symptoms.indeterminate
        let words = Set(text.management.joined(separator: " ").lowercased().split { !$0.isLetter }.map(String.init))
        let orders: Set<String> = [
            "give", "giving", "withhold", "hold", "stop", "resume", "restart", "continue", "dose", "reduce", "increase",
            "administer", "skip", "omit",
        ]
        #expect(words.isDisjoint(with: orders), "\(words.intersection(orders).sorted())")
        #expect(words.contains("urgent"))
    }

    /// Every sign of the facts is there with its grade; who has none of either says nothing and is a mistake.
    @Test func everySignSpeaksForSomething() throws {
        let rules = try Timeline.rules.get().care.symptoms
        for sign in rules.signs {
            #expect((0...4).contains(sign.withdrawalGrade) && (0...3).contains(sign.toxicityGrade), "\(sign.id)")
            #expect(sign.withdrawalGrade + sign.toxicityGrade > 0, "\(sign.id)")
            #expect(!sign.snomed.isEmpty && !sign.words.isEmpty, "\(sign.id)")
        }
        #expect(Set(rules.signs.map(\.id)).count == rules.signs.count)
        let codes = rules.signs.flatMap(\.snomed)
        #expect(Set(codes).count == codes.count, "one code is one sign")
        let grades = Dictionary(uniqueKeysWithValues: rules.signs.map { ($0.id, $0.withdrawalGrade) })
        #expect(grades["itching"] == 1)
        #expect(grades["seizure"] == 2)
        #expect(grades["fever"] == 3)
        #expect(grades["rhabdomyolysis"] == 4)
        #expect(rules.lookAlikes.count == 6)
    }

    @Test(arguments: [1, 2, 3, 4])
    func theHighestGradeCounts(grade: Int) throws {
        let rules = try Timeline.rules.get().care.symptoms
        let mild = try #require(rules.signs.first { $0.withdrawalGrade == 1 })
        let other = try #require(rules.signs.first { $0.withdrawalGrade == grade })
        let report = StoredSign(id: "s", sign: "x", isPresent: true, at: Timeline.day(0), seenAt: Timeline.day(0))
        let signs = SymptomPolicy.Signs(present: [(sign: other, report: report), (sign: mild, report: report)])
        #expect(signs.withdrawalGrade == grade)
    }

    @Test func theAlertListsTheLookAlikes() throws {
        var timeline = try Timeline()
        timeline.tell(Fact.order("o-1"), at: Timeline.day(0))
        timeline.tell(
            ObservationEvent(
                observationId: "s-1", patientId: Timeline.patient, kind: .symptom, valueCode: "91175000",
                observedAt: Timeline.day(10)), at: Timeline.day(10))
        let alert = try #require(timeline.alerts.first { $0.kind == .withdrawalSymptoms })
        for look in ["sepsis", "autonomic dysreflexia", "serotonin syndrome", "meningitis"] {
            #expect(alert.detail.contains(look))
        }
        #expect(alert.factors.contains("withdrawal grade 2"))
        #expect(alert.factors.contains("toxicity grade 2"))
        #expect(alert.checks.notChecked.map(\.check).contains("kidney-function"))
    }
}
