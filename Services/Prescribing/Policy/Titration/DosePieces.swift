/// The pieces one dose is put together from: whole tablets or packets, and halves of scored tablets.
///
/// `withdrawal-monitor` puts tapers together much the same way; services stay strangers, and its rule differs: there an
/// odd present dose may be held, here every dose must exist.
struct DosePieces: Hashable, Sendable {
    private struct Piece: Hashable, Sendable {
        var size: Int
        var strength: Double
        var tablets: Double
        /// Fewest pieces first; among equally few, whole ones.
        var cost: Int
    }

    /// Sizes are counted in half milligrams.
    private static let unit = PlannedAmount(hundredths: 50)
    /// No single dose comes near: the work is bounded whatever is asked.
    private static let largest = PlannedAmount(hundredths: 100_000)
    private let pieces: [Piece]

    init(of product: TitrationProduct) {
        func pieces(_ strengths: [Double], tablets: Double, cost: Int) -> [Piece] {
            strengths.sorted(by: >).compactMap { strength in
                let size = PlannedAmount(roundingDown: strength * tablets)
                guard size > .zero, size.isMultiple(of: DosePieces.unit) else { return nil }
                return Piece(
                    size: size.count(of: DosePieces.unit), strength: strength, tablets: tablets, cost: cost)
            }
        }
        self.pieces =
            pieces(product.strengths, tablets: 1, cost: 1000) + pieces(product.halved, tablets: 0.5, cost: 1001)
    }

    /// Tablets by strength; nil when the dose cannot be made.
    func compose(_ dose: PlannedAmount) -> [String: Double]? {
        guard dose > .zero, dose < DosePieces.largest, dose.isMultiple(of: DosePieces.unit) else { return nil }
        let target = dose.count(of: DosePieces.unit)
        var cheapest = [Int?](repeating: nil, count: target + 1)
        var chosen = [Piece?](repeating: nil, count: target + 1)
        cheapest[0] = 0
        for size in 1...target {
            for piece in pieces where piece.size <= size {
                guard let rest = cheapest[size - piece.size] else { continue }
                if let best = cheapest[size], best <= rest + piece.cost { continue }
                (cheapest[size], chosen[size]) = (rest + piece.cost, piece)
            }
        }
        var (result, left): ([String: Double], Int) = ([:], target)
        while left > 0 {
            guard let piece = chosen[left] else { return nil }
            result[DoseText.number(piece.strength), default: 0] += piece.tablets
            left -= piece.size
        }
        return result
    }
}
