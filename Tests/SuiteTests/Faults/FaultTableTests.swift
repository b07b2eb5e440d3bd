import Testing

@Suite struct FaultTableTests {
    private func figures(_ scenario: String, _ milliseconds: Int, lost: Int = 0) -> FaultFigures {
        FaultFigures(
            scenario: scenario, sent: 100, lost: lost, doubled: 0, recoveryMilliseconds: milliseconds,
            broker: "embedded broker")
    }

    @Test func aScenarioIsALineWithItsSumsMedianAndWorst() {
        let table = FaultTable([figures("a", 900), figures("b", 40), figures("a", 12_340, lost: 2), figures("a", 1000)])
        #expect(
            table.text.split(separator: "\n").dropFirst(2) == [
                "| a | 3 | 300 | 2 | 0 | 1.0 s | 12.3 s | embedded broker |",
                "| b | 1 | 100 | 0 | 0 | 0.0 s | 0.0 s | embedded broker |",
            ])
    }

    @Test func theTableTakesThePlaceBetweenItsMarksAndNothingElse() {
        let table = FaultTable([figures("a", 900)])
        let document = "before\n\(FaultTable.opening)\nold\n\(FaultTable.closing)\nafter\n"
        let renewed = "before\n\(FaultTable.opening)\n\(table.text)\n\(FaultTable.closing)\nafter\n"
        #expect(table.placed(in: document) == renewed)
        #expect(table.placed(in: "no marks") == "no marks")
    }
}
