import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A service's `/metrics`, as far as a bench asks.
struct MetricsPage: Sendable {
    let text: String

    init(text: String) { self.text = text }

    private static let attempts = 6

    /// A busy service may be late with its page, so it is asked again; throws `BenchError.noMetrics` in the end.
    init(at address: URL) async throws {
        var request = URLRequest(url: address.appending(path: "metrics"))
        request.timeoutInterval = 10
        for _ in 0..<Self.attempts {
            do {
                let (data, response) = try await URLSession.shared.data(for: request)
                guard (response as? HTTPURLResponse)?.statusCode == 200 else { throw BenchError.noMetrics }
                self.init(text: String(decoding: data, as: UTF8.self))
                return
            } catch let error as URLError where error.code != .cancelled {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        throw BenchError.noMetrics
    }

    /// What the only series of that name says; nil when there is none.
    func value(_ name: String) -> Double? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name){") || $0.hasPrefix("\(name) ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    /// The sum of all series of that name, or of those whose labels say this; 0 when none has been counted yet.
    func total(_ name: String, having label: String = "") -> Int {
        var sum = 0.0
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            guard rest.first == "{" || rest.first == " ", label.isEmpty || rest.contains(label),
                let value = rest.split(separator: " ").last
            else { continue }
            sum += Double(value) ?? 0
        }
        return Int(sum)
    }
}
