/// National Drug Codes in the ways people write them: ten or eleven digits, with dashes or without.
enum NationalDrugCode {
    /// The nine digits (labeler, product) of every reading; the package does not change the medicine.
    ///
    /// Ten digits without dashes have three readings (4-4-2, 5-3-2, 5-4-1).
    static func productKeys(_ text: String) -> [String] {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return [] }
        switch parts.count {
        case 2, 3:
            let hasPackage = parts.count == 3
            guard (4...5).contains(parts[0].count), (3...4).contains(parts[1].count),
                !hasPackage || (1...2).contains(parts[2].count)
            else { return [] }
            return [padded(parts[0], to: 5) + padded(parts[1], to: 4)]
        case 1 where text.count == 11:
            return [String(text.prefix(9))]
        case 1 where text.count == 10:
            let readings = [
                "0" + text.prefix(8),
                text.prefix(5) + "0" + text.dropFirst(5).prefix(3),
                text.prefix(9),
            ].map { String($0) }
            return readings.reduce(into: []) { unique, reading in
                if !unique.contains(reading) { unique.append(reading) }
            }
        default: return []
        }
    }

    private static func padded(_ digits: Substring, to width: Int) -> String {
        String(repeating: "0", count: width - digits.count) + digits
    }
}
