import Foundation
import KnowledgeFiles
import MedicationDomain
import Testing

/// One line of a good file spoilt, and where the load must stop.
struct Spoilt: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    let code: KnowledgeError.Code
    let line: Int
    var testDescription: String { "\(code) in line \(line): \(new)" }

    init(_ old: String, _ new: String, _ code: KnowledgeError.Code, line: Int) {
        (self.old, self.new, self.code, self.line) = (old, new, code, line)
    }
}

struct LoadErrorTests {
    static let spoilt: [Spoilt] = [
        Spoilt("evidence: guideline\n    known", "evidnce: guideline\n    known", .unknownKey, line: 12),
        Spoilt("unit: USD", "unit: USD\nunit: USD", .duplicateKey, line: 3),
        Spoilt("description: Countable", "#", .missingKey, line: 1),
        Spoilt("before-first: unknown", "", .missingKey, line: 1),
        Spoilt("review-by: 2026-12-31", "", .missingKey, line: 1),
        Spoilt("value: 17600", "value:", .emptyValue, line: 6),
        Spoilt("value: 17600", "value: \"17600\"", .wrongType, line: 6),
        Spoilt("value: 17600", "value: 17600.5", .wrongType, line: 6),
        Spoilt("value: 17600", "value: 1e4", .wrongType, line: 6),
        Spoilt("from: 2025-01-01", "from: 2025-02-30", .wrongType, line: 5),
        Spoilt("before-first: unknown", "before-first: zero", .notAllowed, line: 18),
        Spoilt("locator: B.1", "", .missingKey, line: 8),
        Spoilt("title: POMS HI 03030.025", "title: \"\"", .emptyValue, line: 8),
        Spoilt("cite: [{source: POMS, locator: B.2, retrieved: 2026-11-21}]", "cite: []", .missingCitation, line: 16),
        Spoilt("cite: [{source: POMS, locator: B.2, retrieved: 2026-11-21}]", "", .missingCitation, line: 14),
        Spoilt("source: POMS", "source: PMOS", .unknownSource, line: 16),
        Spoilt("source: POMS", "source: POMS, title: Other", .unknownKey, line: 16),
        Spoilt("from: 2026-01-01", "from: 2025-01-01", .duplicateDate, line: 14),
        Spoilt("from: 2026-01-01", "from: 2024-12-31", .dateOutOfOrder, line: 14),
        Spoilt("from: 2025-01-01", "from: 2025-01-01\n    to: 2026-01-01", .overlappingDates, line: 15),
        Spoilt("from: 2025-01-01", "from: 2025-01-01\n    to: 2024-06-01", .dateOutOfOrder, line: 6),
        Spoilt("unit: USD", "unit: USDollar", .unknownUnit, line: 3),
        Spoilt("unit: USD", "unit: mg", .unitMismatch, line: 3),
        Spoilt("values:", "values: [", .syntax, line: 5),
    ]

    @Test func theUnspoiltFileLoads() throws {
        #expect(try parameter(parameterText).values.map(\.value) == [17600, 18090])
    }

    @Test(arguments: spoilt) func mistakeStopsTheLoadInItsLine(_ spoilt: Spoilt) throws {
        #expect(parameterText.contains(spoilt.old))
        let text = parameterText.replacingOccurrences(of: spoilt.old, with: spoilt.new)
        let error = try loadError { _ = try parameter(text) }
        #expect(error.code == spoilt.code, "\(error)")
        #expect(error.line == spoilt.line, "\(error)")
        #expect(error.file == "Knowledge/limit.yaml")
    }

    @Test func errorPrintsFileLineColumnAndWhatIsKnown() throws {
        let text = "- id: OPI\n  sevrity: major\n"
        let file = KnowledgeFile(path: "Knowledge/opioids.yaml", text: text)
        let error = try loadError { _ = try file.root().list()[0].mapping(allowed: ["id", "severity"]) }
        #expect(
            "\(error)" == "Knowledge/opioids.yaml:2:3: unknown key \"sevrity\" (known: id, severity)")
    }

    @Test func wrongWordNamesTheAllowedOnes() throws {
        let error = try loadError {
            _ = try KnowledgeFile(path: "a.yaml", text: "grave").root().choice(Severity.self)
        }
        #expect(error.code == .notAllowed)
        for severity in Severity.allCases { #expect(error.message.contains(severity.rawValue)) }
    }

    @Test(arguments: ["", "# only a remark\n"]) func emptyFileIsAnError(_ text: String) throws {
        let error = try loadError { _ = try KnowledgeFile(path: "a.yaml", text: text).root() }
        #expect(error.code == .emptyFile)
    }

    @Test func secondDocumentInAFileIsAnError() throws {
        let error = try loadError { _ = try KnowledgeFile(path: "a.yaml", text: "a: 1\n---\nb: 2\n").root() }
        #expect(error.code == .syntax && error.line == 2)
    }

    @Test func boolInDollarsIsAUnitMismatch() throws {
        let text = parameterText.replacingOccurrences(of: "value: 17600", with: "value: true")
            .replacingOccurrences(of: "value: 18090", with: "value: false")
        let error = try loadError { _ = try DatedParameter<Bool>(document(text)) }
        #expect(error.code == .unitMismatch && error.line == 3)
    }

    @Test func sourceDeclaredInTwoFilesIsAnError() throws {
        let source = KnowledgeSource.embedded([
            "Knowledge/sources.yaml": sourcesText, "Knowledge/more/sources.yaml": sourcesText,
        ])
        #expect(try loadError { _ = try source.open() }.code == .duplicateSource)
    }

    @Test func folderThatIsNotThereIsAnError() throws {
        let folder = URL(fileURLWithPath: "/nowhere/knowledge")
        #expect(try loadError { _ = try KnowledgeSource.directory(folder).open() }.code == .unreadable)
    }
}
