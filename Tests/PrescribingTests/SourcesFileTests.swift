import Foundation
import HL7v2
import KnowledgeFiles
import ServiceHost
import Testing

@testable import Prescribing

@Suite struct SourcesFileTests {
    private func sources(_ text: String, path: String = "sources.yaml") throws -> HospitalSources {
        try SourcesFile(path: path, text: text).sources()
    }

    @Test func withoutAFileEverythingIsOfOneSource() throws {
        let sources = try SourcesFile.sources(at: "")
        #expect(sources.source(ofOrigin: nil)?.identity == .asSent)
        #expect(sources.source(ofOrigin: "urn:any")?.identity == .asSent)
        #expect(sources.source(of: HL7Sender(application: "A"), origin: nil)?.hl7 == HL7Source())
    }

    @Test func aSingleSourceNeedsNothingToBeToldBy() throws {
        let only = try sources("sources:\n  - name: all\n    assigner: all\n    hl7v2: {patient-identifier-type: PI}")
        #expect(only.source(ofOrigin: nil)?.name == "all")
        #expect(only.source(of: HL7Sender(facility: "F"), origin: "urn:x")?.hl7.patientIdentifierType == "PI")
        // One that names itself takes nothing else.
        let named = try sources("sources:\n  - name: all\n    ce-sources: [a]")
        #expect(named.source(ofOrigin: nil) == nil)
        #expect(named.source(ofOrigin: "a")?.name == "all")
    }

    @Test func recordsThatNameNobodyAreOfTheSourceThatSaysSo() throws {
        let two = try sources("sources:\n  - {name: a, unmarked: true}\n  - {name: b, ce-sources: [b]}")
        #expect(two.source(ofOrigin: nil)?.name == "a")
        #expect(two.source(ofOrigin: "c") == nil)
        #expect(two.source(of: HL7Sender(), origin: nil)?.name == "a")
        #expect(two.source(of: HL7Sender(facility: "F"), origin: nil) == nil)
        #expect(two.source(of: HL7Sender(facility: "F"), origin: "b")?.name == "b")
    }

    @Test func whoNamesMoreIsMeant() throws {
        let three = try sources(
            """
            sources:
              - {name: facility, senders: [{facility: F}]}
              - {name: application, senders: [{application: A}]}
              - {name: both, senders: [{application: A, facility: F}]}
            """)
        func name(_ application: String?, _ facility: String?) -> String? {
            three.source(of: HL7Sender(application: application, facility: facility), origin: nil)?.name
        }
        #expect(name("A", "F") == "both")
        #expect(name("B", "F") == "facility")
        #expect(name("A", "G") == "application")
        #expect(name("B", "G") == nil)
    }

    @Test(arguments: [
        ("sources: []", 1, KnowledgeError.Code.emptyValue),
        ("source:\n  - name: a", 1, .unknownKey),
        ("sources:\n  - assigner: a", 2, .missingKey),
        ("sources:\n  - name: a\n    assignre: a", 3, .unknownKey),
        ("sources:\n  - name: a\n    assigner: a.b", 3, .notAllowed),
        ("sources:\n  - name: a\n    assigner: North", 3, .notAllowed),
        ("sources:\n  - name: a\n    assigner: seventeen-letters", 3, .notAllowed),
        ("sources:\n  - name: a\n    senders: [{}]", 3, .missingKey),
        ("sources:\n  - name: a\n    senders:\n      - {application: null}", 4, .missingKey),
        ("sources:\n  - {name: a, ce-sources: [x]}\n  - {name: a, ce-sources: [y]}", 3, .duplicateEntry),
        ("sources:\n  - {name: a, ce-sources: [x]}\n  - {name: b, ce-sources: [x]}", 3, .duplicateEntry),
        ("sources:\n  - {name: a, unmarked: true}\n  - {name: b, unmarked: true}", 3, .duplicateEntry),
        (
            "sources:\n  - {name: a, senders: [{facility: F}]}\n  - {name: b, senders: [{facility: F}]}", 3,
            .duplicateEntry
        ),
        ("sources:\n  - {name: a, ce-sources: [x]}\n  - {name: b}", 3, .missingKey),
        ("sources:\n  - {name: a, ce-sources: [x], assigner: a}\n  - {name: b, ce-sources: [y]}", 3, .invalid),
        ("sources:\n  - name: a\n    hl7v2:\n      time-zone: Chicago", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      time-zone: \"12:00:\"", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      time-zone: CST", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      time-zone: Mars/Olympus", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      time-zone: \"+25:00\"", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      character-set: latin1", 4, .notAllowed),
        ("sources:\n  - name: a\n    hl7v2:\n      last-segment-end: sometimes", 4, .notAllowed),
        ("patient-key-file: /nowhere/key\nsources:\n  - name: a", 1, .unreadable),
    ])
    func aMistakeIsNamedWithItsLine(_ text: String, _ line: Int, _ code: KnowledgeError.Code) {
        let error = #expect(throws: KnowledgeError.self) { try sources(text) }
        #expect(error?.line == line)
        #expect(error?.code == code)
        #expect(error?.file == "sources.yaml")
    }

    @Test func theExampleInTheDocumentationIsRead() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Docs/Sources.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { $0 != "```yaml" }.dropFirst().prefix { $0 != "```" }
            .filter { !$0.hasPrefix("patient-key-file:") }
        let example = try sources(lines.joined(separator: "\n"))
        #expect(example.names == ["north-ehr", "north-pharmacy", "south"])
        #expect(example.named("north-pharmacy")?.hl7.settings.acceptsUnendedSegment == true)
    }

    @Test func aFileThatIsNotThereStopsTheService() {
        let values = SettingValues(values: ["sources": "/nowhere/sources.yaml"])
        #expect(throws: KnowledgeError.self) { try PrescribingService.define(values) }
    }

    @Test func theKeyComesFromItsOwnFileWhichOthersCannotRead() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sources-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let secret = "0123456789abcdef0123456789abcdef"
        let (key, file) = (folder.appending(path: "patient.key"), folder.appending(path: "sources.yaml"))
        try "patient-key-file: patient.key\nsources:\n  - name: a\n".write(to: file, atomically: true, encoding: .utf8)
        func write(_ text: String, mode: Int) throws {
            try text.write(to: key, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key.path)
        }

        try write(secret + "\n", mode: 0o600)
        let patient = try SourcesFile.sources(at: file.path).source(ofOrigin: nil)?.identity.patient("p-1")
        #expect(patient == SourceIdentity(key: PatientKey(Array(secret.utf8))).patient("p-1"))
        for (text, mode) in [(secret, 0o644), ("too short", 0o600)] {
            try write(text, mode: mode)
            let error = #expect(throws: KnowledgeError.self) { try SourcesFile.sources(at: file.path) }
            #expect(error?.description.contains(text) == false)
            #expect(error?.line == 1)
        }
    }

    @Test(arguments: [
        ("UTC", "20260721120000", 0), ("+05:30", "20260721120000", 330), ("-06:00", "20260721120000", -360),
        ("America/Chicago", "20260721120000", -300), ("America/Chicago", "20260121120000", -360),
        // The clocks go forward at 2:00 on 8 March 2026, and back at 2:00 on 1 November.
        ("America/Chicago", "20260308015959", -360), ("America/Chicago", "20260308023000", -300),
        ("America/Chicago", "20260308030000", -300), ("America/Chicago", "20261101015959", -300),
        ("America/Chicago", "20261101020000", -360), ("Europe/Berlin", "20260721120000", 120),
        ("Asia/Kolkata", "20260721120000", 330), ("America/Phoenix", "20260721120000", -420),
        ("Europe/Berlin", "19400721120000", 60), ("America/Chicago", "20990721120000", -300),
    ])
    func aZoneIsKnownByNameOrByOffset(_ name: String, _ time: String, _ minutes: Int) throws {
        let zone = try #require(HL7Zone(named: name))
        #expect(HL7Time(time, zone: zone)?.offsetMinutes == minutes)
    }
}
