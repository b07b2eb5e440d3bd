import CRDKafka
import EventLog
import Foundation
import Logging
import Synchronization

/// What librdkafka's callbacks reach through the opaque pointer of their configuration.
///
/// The closures are set before the first poll, called on the polling thread only, and taken out again before the
/// handle goes. The context outlives the handle: log lines come until the very end of `rd_kafka_destroy`.
final class ClientContext: @unchecked Sendable {
    typealias Partitions = UnsafeMutablePointer<rd_kafka_topic_partition_list_t>
    typealias MessagePointer = UnsafePointer<rd_kafka_message_t>

    let logger: Logger
    var rebalanced: ((rd_kafka_resp_err_t, Partitions?) -> Void)?
    var delivered: ((MessagePointer) -> Void)?
    var committed: ((Int, rd_kafka_resp_err_t) -> Void)?

    init(logger: Logger) { self.logger = logger }

    static func from(_ opaque: UnsafeMutableRawPointer?) -> ClientContext? {
        opaque.map { Unmanaged<ClientContext>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// The one owner of a librdkafka client: whoever lets go of the last reference destroys it.
final class KafkaHandle: Sendable {
    private struct Reference: @unchecked Sendable { let pointer: OpaquePointer }

    private let reference: Reference
    let context: ClientContext
    private let onDestroyed = Mutex<[@Sendable () -> Void]>([])

    var pointer: OpaquePointer { reference.pointer }

    init(_ properties: ClientProperties, logger: Logger) throws {
        let context = ClientContext(logger: logger)
        let configuration = try properties.makeConfiguration()
        rd_kafka_conf_set_opaque(configuration, Unmanaged.passUnretained(context).toOpaque())
        Self.setCallbacks(configuration, side: properties.side)
        var text = [CChar](repeating: 0, count: 512)
        let type = properties.side == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        guard let pointer = rd_kafka_new(type, configuration, &text, text.count) else {
            // Only after a failure does the configuration still belong to us.
            rd_kafka_conf_destroy(configuration)
            let message = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw LogError(.reject, code: "INVALID_CONFIGURATION", message: message)
        }
        (self.reference, self.context) = (Reference(pointer: pointer), context)
    }

    /// Called once the client is gone and all its threads with it.
    func whenDestroyed(_ action: @escaping @Sendable () -> Void) { onDestroyed.withLock { $0.append(action) } }

    /// `rd_kafka_destroy` joins librdkafka's threads, which can take seconds with a dead broker: it has a thread of
    /// its own, so that nobody who drops a client waits. Consumers that want to close do so before.
    deinit {
        let actions = onDestroyed.withLock { $0 }
        let (reference, context) = (reference, context)
        Thread.detachNewThread {
            rd_kafka_destroy_flags(reference.pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
            withExtendedLifetime(context) {}
            for action in actions { action() }
        }
    }

    private static func setCallbacks(_ configuration: OpaquePointer, side: ClientProperties.Side) {
        rd_kafka_conf_set_log_cb(configuration) { client, level, _, text in
            guard let client, let text, let context = ClientContext.from(rd_kafka_opaque(client)) else { return }
            context.logger.log(level: .fromSyslog(level), "\(String(cString: text))")
        }
        rd_kafka_conf_set_error_cb(configuration) { _, code, reason, opaque in
            let name = rd_kafka_err2name(rd_kafka_resp_err_t(rawValue: code)).map { String(cString: $0) } ?? "\(code)"
            let text = reason.map { String(cString: $0) } ?? ""
            ClientContext.from(opaque)?.logger.warning(
                "Kafka client error", metadata: ["code": "\(name)", "reason": "\(text)"])
        }
        switch side {
        case .consumer:
            rd_kafka_conf_set_rebalance_cb(configuration) { _, code, partitions, opaque in
                ClientContext.from(opaque)?.rebalanced?(code, partitions)
            }
        case .producer:
            rd_kafka_conf_set_dr_msg_cb(configuration) { _, message, opaque in
                guard let message else { return }
                ClientContext.from(opaque)?.delivered?(message)
            }
        }
    }
}

extension Logger.Level {
    fileprivate static func fromSyslog(_ level: Int32) -> Logger.Level {
        switch level {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }
}
