/// The fields a log line may carry. The value of any other field is withheld, so that nothing of a patient can slip
/// into a log by way of a field somebody adds in a hurry.
public enum LoggingKeys {
    public static let eventID = "eventId"
    public static let handler = "handler"
    public static let topic = "topic"
    public static let partition = "partition"
    public static let offset = "offset"
    public static let expected = "expected"
    public static let found = "found"
    public static let count = "count"
    public static let code = "code"
    public static let reason = "reason"
    public static let trouble = "trouble"
    public static let lost = "lost"
    public static let differences = "differences"
    public static let phase = "phase"
    public static let service = "service"
    public static let instance = "instance"
    public static let version = "version"
    public static let hash = "hash"
    public static let broker = "broker"
    public static let port = "port"
    public static let status = "status"
    public static let signal = "signal"
    public static let milliseconds = "milliseconds"
    public static let error = "error"
    public static let path = "path"

    static let all: Set<String> = [
        eventID, handler, topic, partition, offset, expected, found, count, code, reason, trouble, lost, differences,
        phase,
        service, instance, version, hash, broker, port, status, signal, milliseconds, error, path,
    ]
}
