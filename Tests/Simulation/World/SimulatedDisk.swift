import EventContracts
import Foundation
import GRDB
import Synchronization

@testable import ServiceRuntime

/// The disk of one instance: its partition stores outlive every crash, can be lost, and can be put back as they were.
final class SimulatedDisk: StoreFolder {
    private let stores = Mutex<[Int32: DatabaseQueue]>([:])
    /// What a saboteur does to each new store.
    private let sabotage: (@Sendable (Database) throws -> Void)?

    init(sabotage: (@Sendable (Database) throws -> Void)? = nil) { self.sabotage = sabotage }

    func open(_ partition: Int32, for definition: ServiceDefinition) throws -> PartitionStore {
        if let queue = stores.withLock({ $0[partition] }) {
            return try PartitionStore(keeping: queue, definition: definition)
        }
        let queue = try SimulatedDisk.emptyQueue()
        try SimulatedDisk.template(for: definition).backup(to: queue)
        let store = try PartitionStore(keeping: queue, definition: definition)
        if let sabotage { try queue.write(sabotage) }
        stores.withLock { $0[partition] = queue }
        return store
    }

    func setAside(_ partition: Int32, suffix: String) throws { try remove(partition) }
    func remove(_ partition: Int32) throws { _ = stores.withLock { $0.removeValue(forKey: partition) } }

    /// Everything is gone, as when a volume is deleted.
    func lose() { stores.withLock { $0 = [:] } }

    /// A copy of every store, as a backup takes it.
    func copy() throws -> [Int32: DatabaseQueue] {
        try stores.withLock { $0 }.mapValues { queue in
            let copy = try SimulatedDisk.emptyQueue()
            try queue.backup(to: copy)
            return copy
        }
    }

    func putBack(_ copy: [Int32: DatabaseQueue]) { stores.withLock { $0 = copy } }

    func read<Value>(_ partition: Int32, _ body: (Database) throws -> Value) throws -> Value? {
        try stores.withLock { $0[partition] }?.read(body)
    }

    func write(_ body: (Database) throws -> Void) throws {
        for queue in stores.withLock({ Array($0.values) }) { try queue.write(body) }
    }

    /// A store without content, made once for all worlds: each new one is a copy of it.
    private static func template(for definition: ServiceDefinition) throws -> DatabaseQueue {
        try templates.withLock { templates in
            if let known = templates[definition.name] { return known }
            let queue = try emptyQueue()
            _ = try PartitionStore(keeping: queue, definition: definition)
            templates[definition.name] = queue
            return queue
        }
    }
    private static let templates = Mutex<[ServiceName: DatabaseQueue]>([:])

    private static func emptyQueue() throws -> DatabaseQueue {
        try DatabaseQueue(configuration: PartitionStore.configuration)
    }
}
