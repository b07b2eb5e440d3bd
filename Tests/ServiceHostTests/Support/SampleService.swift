import EventContracts
import KnowledgeFiles
import MedicationDomain
import ServiceRuntime

@testable import ServiceHost

/// A service with one setting, one document and one handler, as small as they come.
struct SampleService: TitrateService {
    static let name = ServiceName.interactionCheck
    static let window = Setting("settle-window", default: "10m", help: "How long an order may take to settle.")
    static let signingKey = Setting("signing-key", default: "", help: "A key for signatures.")
    static let settings = [window, signingKey]

    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        _ = try values.span(window)
        return ServiceDefinition(
            name: name, lead: .prescribingEvents, handlers: [AnyHandler(CountPatients())], outputs: [],
            documents: [CountPatients.table], knowledge: KnowledgeStamp(version: "1", hash: "0123456789abcdef"))
    }
}

/// The same service with knowledge that cannot be loaded.
struct BrokenService: TitrateService {
    static let name = ServiceName.withdrawalMonitor
    static func define(_ values: SettingValues) throws -> ServiceDefinition {
        throw KnowledgeError(file: "Knowledge/opioids.yaml", line: 12, column: 5, code: .unknownKey, message: "unknown")
    }
}

struct CountPatients: Handler {
    static let name = "count-patients"
    static let table = DocumentTable<Int>("patientCount")
    let topic = Topic<PatientEvent>(.prescribingEvents)

    func gather(for event: Event<PatientEvent>, in store: StoreReader) throws -> Int {
        try store.document(Self.table, of: event.patient) ?? 0
    }
    func decide(_ event: Event<PatientEvent>, given count: Int) -> Decision<Change> {
        Decision(Change(patient: event.patient, count: count + 1))
    }
    func record(_ change: Change, in store: StoreWriter) throws {
        store.save(change.count, in: Self.table, of: change.patient)
    }

    struct Change: Sendable {
        let patient: PatientID
        let count: Int
    }
}
