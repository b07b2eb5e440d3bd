import KnowledgeFiles
import MedicationDomain
import Testing

/// By when each entry has to be looked at again, whatever the files look like.
@Suite struct ReviewTests {
    private func reviews(_ files: [String: String]) throws -> [String: String] {
        let named = Dictionary(uniqueKeysWithValues: files.map { ("Knowledge/\($0.key)", $0.value) })
        return try KnowledgeSource.embedded(named).open().reviews.mapValues(\.description)
    }

    @Test func anEntryIsNamedByItsIdElseByItsPlace() throws {
        let found = try reviews([
            "a.yaml":
                "version: \"1\"\nreview-by: 2027-01-01\nitems:\n  - { id: one, review-by: 2027-02-01 }\n  - { review-by: 2027-03-01 }\n"
        ])
        #expect(found["a"] == "2027-01-01" && found["one"] == "2027-02-01")
        #expect(found["a: items"] == "2027-03-01")
        #expect(found.count == 3)
    }

    @Test func aLaterLookCountsAndALaterPieceOfTheSameName() throws {
        let found = try reviews([
            "a.yaml": "id: p\nreview-by: 2026-01-01\nreviewed:\n  - { on: 2026-01-01, review-by: 2027-01-01 }\n",
            "b.yaml": "id: p\nreview-by: 2026-06-01\n",
        ])
        #expect(found == ["p": "2027-01-01"])
    }
}
