/// The whole and half tablets a dose can be put together from.
struct TabletPieces: Sendable {
    private struct Piece: Sendable {
        /// In half milligrams, so that sums are exact.
        var size: Int
        var strength: Double
        var tablets: Double
    }

    private let pieces: [Piece]

    init(strengths: [Double], scored: [Double]) {
        var found: [Piece] = []
        for strength in Set(strengths).sorted(by: >) where strength > 0 {
            found.append(Piece(size: Int((strength * 2).rounded()), strength: strength, tablets: 1))
        }
        // Whole tablets stand first: among equally few pieces they win.
        for strength in Set(strengths).sorted(by: >) where strength > 0 && scored.contains(strength) {
            found.append(Piece(size: Int(strength.rounded()), strength: strength, tablets: 0.5))
        }
        pieces = found.filter { $0.size > 0 }
    }

    /// The fewest pieces that make the dose, as tablets by strength; nil when it cannot be made.
    func compose(_ milligrams: Double) -> [Double: Double]? {
        let exact = milligrams * 2
        let target = Int(exact.rounded())
        guard (exact - Double(target)).magnitude < 1e-6, target >= 0, target <= 4000 else { return nil }
        var fewest = [Int?](repeating: nil, count: target + 1)
        var chosen = [Int](repeating: 0, count: target + 1)
        fewest[0] = 0
        for size in stride(from: 1, through: target, by: 1) {
            for (index, piece) in pieces.enumerated() where piece.size <= size {
                guard let rest = fewest[size - piece.size] else { continue }
                if let best = fewest[size], best <= rest + 1 { continue }
                (fewest[size], chosen[size]) = (rest + 1, index)
            }
        }
        guard fewest[target] != nil else { return nil }
        var (result, left): ([Double: Double], Int) = ([:], target)
        while left > 0 {
            let piece = pieces[chosen[left]]
            result[piece.strength, default: 0] += piece.tablets
            left -= piece.size
        }
        return result
    }
}
