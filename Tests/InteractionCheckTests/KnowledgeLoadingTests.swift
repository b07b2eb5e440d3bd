import KnowledgeFiles
import MedicationDomain
import Testing

@testable import InteractionCheck

@Suite struct KnowledgeLoadingTests {
    private func problem(_ file: String, _ old: String, to new: String) throws -> KnowledgeError {
        try #require(throws: KnowledgeError.self) { try TestKnowledge.load(editing: file, old, to: new) }
    }

    @Test func everyRuleCarriesItsCitationsAndSaysWhatToDo() throws {
        let knowledge = try TestKnowledge.standard
        #expect(knowledge.rules.count >= 30)
        for rule in knowledge.rules {
            #expect(!rule.reference.citations.isEmpty && !rule.management.isEmpty, "\(rule.id)")
        }
    }

    @Test func misspeltKeyStopsTheLoadWithItsLine() throws {
        let error = try problem("opioids.yaml", "    severity: major\n", to: "    sevrity: major\n")
        #expect(error.code == .unknownKey)
        #expect(error.file == "Knowledge/opioids.yaml")
        #expect(error.line > 40)
    }

    @Test func missingCitationStopsTheLoad() throws {
        let error = try problem(
            "lithium.yaml", "    evidence: label\n    cite:", to: "    evidence: label\n    sources:")
        #expect(error.code == .missingCitation || error.code == .unknownKey)
        let none = try problem("sources.yaml", "  HK:", to: "  HongKong:")
        #expect(none.code == .unknownSource)
        #expect(none.line > 0)
    }

    /// The eight elements of an interaction statement, its citations, and the one line that stands above the mechanism.
    @Test(arguments: [
        "severity", "needs", "acts-by", "effect", "mechanism", "consequences", "seriousness", "management", "evidence",
        "cite",
    ])
    func ruleThatLacksAnElementStopsTheLoad(_ key: String) throws {
        for nothing in ["left out", "", "\"\"", "\" \"", "[]", "[\" \"]"] where !(key == "acts-by" && nothing == "[]") {
            let lines = try #require(EmbeddedFiles.all["Knowledge/levodopa.yaml"]).split(
                separator: "\n", omittingEmptySubsequences: false)
            let start = try #require(lines.lastIndex { $0.hasPrefix("    \(key):") })
            let rest = lines[(start + 1)...]
            let end = rest.firstIndex { !$0.hasPrefix("     ") } ?? lines.endIndex
            var files = EmbeddedFiles.all
            let replacement = nothing == "left out" ? [] : ["    \(key): \(nothing)"]
            files["Knowledge/levodopa.yaml"] =
                (lines[..<start].map(String.init) + replacement + lines[end...].map(String.init)).joined(
                    separator: "\n")
            let error = #expect(throws: KnowledgeError.self, "\(key): \(nothing)") {
                try LoadedInteractionKnowledge.load(from: .embedded(files))
            }
            #expect(error?.file == "Knowledge/levodopa.yaml" && error?.line ?? 0 > 0)
        }
    }

    @Test func wayOfActingThatNothingWeighsOnStopsTheLoad() throws {
        let error = try problem("lithium.yaml", "acts-by: []", to: "acts-by: [sedaton]")
        #expect(error.code == .unknownReference)
    }

    @Test func nameOfNothingStopsTheLoad() throws {
        let error = try problem("lithium.yaml", "classes: [lithium]", to: "classes: [litium]")
        #expect(error.code == .unknownReference)
        #expect(error.message.contains("litium"))
    }

    @Test func ruleThatStandsTwiceStopsTheLoad() throws {
        let error = try problem("levodopa.yaml", "id: baclofen-levodopa", to: "id: baclofen-lithium")
        #expect(error.code == .duplicateEntry)
    }

    @Test func washoutBackedByADocumentNeedsItsCitation() throws {
        let error = try problem(
            "opioids.yaml", "washout: {hours: 30, evidence: unverified}", to: "washout: {hours: 30, evidence: label}")
        #expect(error.code == .missingCitation)
    }

    @Test(arguments: [
        ("    - {condition: quiet, severity: moderate, interrupts: false}\n", "", KnowledgeError.Code.missingKey),
        ("condition: quiet,", "condition: lagging,", .duplicateEntry),
        ("condition: quiet,", "condition: reliable,", .notAllowed),
        ("condition: quiet,", "condition: asleep,", .notAllowed),
    ])
    func everyFailureOfASourceHasOneWeight(old: String, new: String, code: KnowledgeError.Code) throws {
        let error = try problem("answering.yaml", old, to: new)
        #expect(error.code == code && error.line > 0)
    }

    @Test func anyEditChangesTheStamp() throws {
        let other = try TestKnowledge.load(editing: "lithium.yaml", "# Lithium.", to: "# Lithium")
        #expect(try TestKnowledge.loaded.version.hash != other.version.hash)
    }
}
