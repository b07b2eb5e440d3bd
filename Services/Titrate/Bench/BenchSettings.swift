/// What is measured, and how much of it.
struct BenchSettings: Codable, Hashable, Sendable {
    enum Part: String, Codable, CaseIterable, Sendable { case loop, path, latency }

    /// Records of one run through the loop and through the service.
    var events = 20_000
    var patients = 2_000
    var runs = 3
    /// Records a second while latency is measured.
    var rate = 200.0
    var parts = Part.allCases

    /// Whole runs of latency take about five seconds at the standard rate.
    var latencyEvents: Int { min(1000, max(100, events / 10)) }
    var latencyPatients: Int { min(patients, 200) }
    /// Records sent through before anything is measured.
    var warmUpEvents: Int { max(patients, events / 5) }

    static let alertEvery = 5
}
