import CRDKafka
import EventLog

extension LogError {
    /// Sorts librdkafka's error codes by what a caller should do about them.
    init(_ code: rd_kafka_resp_err_t, _ message: String? = nil) {
        let name = rd_kafka_err2name(code).map { String(cString: $0) } ?? "\(code.rawValue)"
        let text = message ?? rd_kafka_err2str(code).map { String(cString: $0) } ?? name
        self.init(Self.remedy(for: code), code: name, message: text)
    }

    /// Takes the error over and frees it.
    init(taking error: OpaquePointer) {
        let code = rd_kafka_error_code(error)
        let isFatal = rd_kafka_error_is_fatal(error) != 0
        let text = rd_kafka_error_string(error).map { String(cString: $0) } ?? ""
        rd_kafka_error_destroy(error)
        let sorted = LogError(code, text)
        self = isFatal ? LogError(.stop, code: sorted.code, message: text) : sorted
    }

    static let closed = LogError(.stop, code: "CLOSED", message: "this client is closed")

    /// What is not named here passes by itself: brokers away, time-outs, elections, full queues.
    private static func remedy(for code: rd_kafka_resp_err_t) -> Remedy {
        switch code {
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE,
            RD_KAFKA_RESP_ERR_INVALID_MSG, RD_KAFKA_RESP_ERR_INVALID_RECORD,
            RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE,
            RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
            RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR__BAD_MSG, RD_KAFKA_RESP_ERR_INVALID_CONFIG,
            RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR,
            RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
            .reject
        case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
            RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, RD_KAFKA_RESP_ERR__AUTHENTICATION,
            RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE,
            RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT,
            RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE,
            RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
            RD_KAFKA_RESP_ERR__DESTROY:
            .stop
        default:
            .retry
        }
    }
}

extension Duration {
    /// Whole milliseconds for librdkafka, at least one.
    var wholeMilliseconds: Int32 {
        let (seconds, attoseconds) = components
        return Int32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }

    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
