/// What is measured, and how much of it.
struct BenchSettings: Codable, Hashable, Sendable {
    /// Records of one run through each program: no more than the embedded broker keeps unread.
    var events = 20_000
    var patients = 2_000
    var runs = 3
    /// Records a second while latency and memory are measured.
    var rate = 1000.0
    /// Patients of `growth`, and events until its last stretch.
    var growthPatients = 10_000
    var growthEvents = 400_000
    /// Patients of `patients`: as many as are to be many.
    var manyPatients = 100_000
    /// Alerts that stand open on the worklist.
    var openAlerts = 100_000
    /// Requests of one run of `intake`, and of `worklist`.
    var requests = 20_000
    var queries = 500
    var parts = Part.allCases

    /// Whole runs of latency take five seconds.
    var latencyEvents: Int { min(events, max(100, Int(rate * 5))) }
    var latencyPatients: Int { min(patients, 500) }
    /// Records sent through before anything is measured.
    var warmUpEvents: Int { max(patients, events / 2) }

    static let alertEvery = 5
    /// Records on their way between a hospital and an alert: hospital, intake, orders, alerts.
    static let hops = 4

    /// The benchmarks by name.
    enum Part: String, Codable, CaseIterable, Sendable {
        /// In C: read and written again.
        case loop
        /// In C: the durable job with nothing on top.
        case floor
        /// Read and written again by the suite's own Kafka client.
        case client
        /// In Python: what one would write instead of `interaction-check`.
        case peer
        /// `interaction-check`, from order to alert.
        case path
        /// `prescribing`, from FHIR to order.
        case prescribing
        /// From a hospital's record to the alert, beside a ping-pong in C.
        case latency
        /// What each service keeps in memory.
        case memory
        /// A lost store read again from the log.
        case rebuild
        /// Two partitions beside one, in memory.
        case partitions
        /// What an event costs after very many.
        case growth
        /// `interaction-check` beside the floor with very many patients, and the opening of their stores.
        case patients
        /// `POST /fhir` of the gateway.
        case intake
        /// The gateway's list of open alerts when it is long.
        case worklist

        var title: String {
            switch self {
            case .loop: "bare loop in C"
            case .floor: "floor: the durable job in C"
            case .client: "bare loop of the suite's client"
            case .peer: "peer in Python"
            case .path: "interaction-check, full path"
            case .prescribing: "prescribing, FHIR to order"
            case .latency: "hospital record to alert"
            case .memory: "memory"
            case .rebuild: "rebuild of interaction-check"
            case .partitions: "two partitions in memory"
            case .growth: "cost after many events"
            case .patients: "many patients"
            case .intake: "POST /fhir"
            case .worklist: "worklist"
            }
        }

        /// Those whose figure is a rate, in the order in which they take turns.
        static let rates: [Part] = [.loop, .floor, .client, .peer, .path, .prescribing]
        /// What comes out of it is one copy or one order for each record, and not an alert now and then.
        var answersEveryRecord: Bool { self == .loop || self == .client || self == .prescribing }
        /// What comes out is compared with the alerts that must follow, one by one.
        var saysWhichAlerts: Bool { self == .peer || self == .path }
    }
}
