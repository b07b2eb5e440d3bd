import EventContracts
import Foundation
import MedicationDomain
import ServiceHost
import ServiceRuntime
import TestSupport
import Testing

@testable import Prescribing

@Suite struct ServiceTests {
    @Test func definitionNamesWhatTheServiceHearsAndSays() throws {
        let definition = try PrescribingService.define(.init())
        #expect(definition.name == .prescribing)
        #expect(definition.inputs == [.prescribingIntake, .alertResponses])
        #expect(
            definition.handlers.map(\.name)
                == [
                    "judge-hospital-facts", "take-alert-response", "escalate-held-order",
                    "remind-of-monitoring", "judge-again", "plan-titration", "take-handover", "take-claim",
                    "forget-patient",
                ])
        #expect(definition.outputs.map(\.name) == [.prescribingEvents, .alerts(of: .prescribing)])
        #expect(definition.questionTopics == [.requests(to: .prescribing)])
        #expect(definition.intake?.source == .hospitalEvents)
        #expect(definition.intake?.target == .prescribingIntake)
        #expect(definition.knowledge.version == "2026-11-28")
    }

    @Test func newKnowledgeJudgesAgainAndSaysWhy() throws {
        var chart = PatientChart()
        let policy = try judgementPolicy()
        let intake = try hospitalIntake()
        for case let facts as HospitalFacts in intake.read(Hospital.message(Hospital.order(milligrams: 30))).forwarded {
            chart = policy.take(facts, into: chart, at: noon).chart
        }
        var fewer = policy
        fewer.knowledge.rules.removeAll { $0.reference.id == "baclofen-single-dose" }
        let outcome = fewer.judgeAgain(chart, of: "p-1", at: noon)
        let alerts = outcome.announcements.compactMap { $0.payload as? AlertEvent }
        #expect(alerts.map(\.change) == [.resolved])
        #expect(alerts.first?.alert.resolution?.reason == "rule-changed")
        let again = policy.judgeAgain(outcome.chart, of: "p-1", at: noon)
        #expect(again.announcements.compactMap { $0.payload as? AlertEvent }.map(\.change) == [.raised])
    }

    @Test func reviewGivesTheServicesVerdictAndItsExitCode() throws {
        func code(_ documents: [String]) throws -> Int32 {
            var review = Review(intake: try hospitalIntake(), policy: try judgementPolicy())
            for document in documents { review.take(Array(document.utf8), from: "file", at: noon) }
            return review.report(at: noon).exitCode
        }
        #expect(try code([Hospital.order(), Hospital.patient(), Hospital.observation("ob-1", value: 95)]) == 0)
        #expect(try code([Hospital.order()]) == 1)
        #expect(try code([Hospital.order(), "{"]) == 2)
    }

    @Test func linesAreDocumentsUnlessOneDocumentSpansThem() {
        let lines = ReviewFile.documents(in: Array("{\"a\":1}\n\n{\"b\":2}\r\n".utf8), named: "f")
        #expect(lines.map(\.place) == ["f:1", "f:3"])
        #expect(ReviewFile.documents(in: Array("{\n\"a\":1}\n".utf8), named: "f").count == 1)
        #expect(ReviewFile.documents(in: Array(Hospital.order().utf8), named: "f").count == 1)
    }

    @Test func policiesImportOnlyTheVocabulary() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Services/Prescribing/Policy").standardizedFileURL
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
        #expect(!names.isEmpty)
        let allowed: Set<String> = [
            "MedicationDomain", "MedicationCatalog", "SigReading", "EventContracts", "Foundation",
        ]
        for name in names {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            let imports = text.split(separator: "\n").filter { $0.hasPrefix("import ") }.map { $0.dropFirst(7) }
            #expect(imports.allSatisfy { allowed.contains(String($0)) }, "\(name)")
        }
    }
}
