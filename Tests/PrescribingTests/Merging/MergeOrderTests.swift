import EventContracts
import MedicationDomain
import TestSupport
import Testing

@testable import Prescribing

/// Whatever comes first, merge or facts, the end is the same (invariant 8), on one partition or on two.
@Suite struct MergeOrderTests {
    /// Records that may be told in any order among each other, each with its own version.
    private static let story = [
        Hospital.order("o-1", patient: "p-1", perDay: nil),
        Hospital.order("o-2", patient: "p-2", milligrams: 30),
        Hospital.observation("ob-1", value: 25, patient: "p-1"),
        Hospital.retired("p-1", into: "p-2", version: 2),
        Hospital.retired("p-2", into: "p-3", version: 2),
        Hospital.patient("p-1", version: 1),
    ]

    @Test(arguments: [1, 2]) func anyOrderEndsTheSame(partitions: Int) throws {
        var first: [String]?
        // A part of all orders, another one for each way to place the records: all of them together take minutes.
        for (number, order) in permutations(Self.story).enumerated() where number % 7 == partitions {
            let hospital = try MergeHarness(partitions: partitions)
            for record in order { try hospital.send(record) }
            let end = try Self.state(hospital)
            if let first { try #require(end == first) }
            first = first ?? end
        }
        #expect(first?.first { $0.hasPrefix("p-3 open") }?.contains("o-1") == true)
    }

    /// Merged, undone and merged again while the facts come: as if it had been merged from the beginning.
    @Test func undoingAndRedoingLeavesNoTrace() throws {
        let facts = Array(Self.story.prefix(3))
        let links = [
            Hospital.retired("p-1", into: "p-2", version: 2), Hospital.patient("p-1", version: 3),
            Hospital.retired("p-1", into: "p-2", version: 4),
        ]
        var first: [String]?
        for order in permutations(facts) {
            for places in merges(of: order.count, and: links.count) {
                let hospital = try MergeHarness()
                var (facts, links) = (order[...], links[...])
                for isLink in places { try hospital.send(isLink ? links.removeFirst() : facts.removeFirst()) }
                let end = try Self.state(hospital)
                if let first { try #require(end == first) }
                first = first ?? end
            }
        }
    }

    private static func state(_ hospital: MergeHarness) throws -> [String] {
        _ = try hospital.newest
        return try ["p-1", "p-2", "p-3"].flatMap { (name: String) -> [String] in
            let patient = PatientID(name)
            let chart = try hospital.chart(of: patient)
            let isRetired = chart?.isRetired ?? false
            return [
                "\(name) open \(try hospital.open(patient))", "\(name) retired \(isRetired)",
                "\(name) orders \(isRetired ? [] : try hospital.orders(patient).map { "\($0.key) \($0.value.map(\.rawValue) ?? "-")" }.sorted())",
                "\(name) values \(chart?.measured.values.joined().map(\.observationId.rawValue).sorted() ?? [])",
                "\(name) born \(chart?.wholePerson?.birthDate.map(\.description) ?? "-")",
            ]
        }
    }
}

func permutations<Element>(_ elements: [Element]) -> [[Element]] {
    guard elements.count > 1 else { return [elements] }
    return elements.indices.flatMap { index in
        var rest = elements
        let first = rest.remove(at: index)
        return permutations(rest).map { [first] + $0 }
    }
}

/// Every way to lay two rows into one, `true` for the second row.
func merges(of first: Int, and second: Int) -> [[Bool]] {
    if first == 0 { return [Array(repeating: true, count: second)] }
    if second == 0 { return [Array(repeating: false, count: first)] }
    return merges(of: first - 1, and: second).map { [false] + $0 }
        + merges(of: first, and: second - 1).map { [true] + $0 }
}
