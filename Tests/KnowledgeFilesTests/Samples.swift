import KnowledgeFiles
import MedicationDomain
import Testing

/// A parameter file, right in every way; tests spoil one line of it.
let parameterText = """
    id: medicare.lis.resource-limit
    description: Countable resources above this amount end Extra Help.
    unit: USD
    values:
      - from: 2025-01-01
        value: 17600
        cite:
          - title: POMS HI 03030.025
            href: https://secure.ssa.gov/apps10/poms.nsf/lnx/0603030025
            locator: B.1
            retrieved: 2026-11-21
        evidence: guideline
        known-from: 2024-12-17
      - from: 2026-01-01
        value: 18090
        cite: [{source: POMS, locator: B.2, retrieved: 2026-11-21}]
        evidence: guideline
    before-first: unknown
    review-by: 2026-12-31

    """

let sourcesText = """
    sources:
      POMS: {title: POMS HI 03030.025, href: "https://secure.ssa.gov"}

    """

/// The document of a folder that holds the text and a `sources.yaml`.
func document(_ text: String) throws -> KnowledgeNode {
    let source = KnowledgeSource.embedded(["Knowledge/limit.yaml": text, "Knowledge/sources.yaml": sourcesText])
    return try source.open().document(named: "limit.yaml")
}

func parameter(_ text: String) throws -> DatedParameter<Int> { try DatedParameter(document(text), unit: .usd) }

func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

/// The error a load ends with.
func loadError(_ load: () throws -> Void) throws -> KnowledgeError {
    try #require(#expect(throws: KnowledgeError.self, performing: load))
}
