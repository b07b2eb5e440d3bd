import ArgumentParser
import EmbeddedBroker
import EventLog
import Foundation

/// Lets a test make the embedded broker misbehave: reads lines from a named pipe and says when it has done each.
///
///     errors Produce NOT_LEADER_FOR_PARTITION 5     the next five requests of that kind fail so
///     latency 200                                   every answer is held back so many milliseconds
///     down                                          connections break, none is accepted
///     up                                            they are accepted again
final class BrokerControl {
    private let thread: Thread

    init(of broker: EmbeddedBroker, pipe path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw ValidationError("no pipe can be made at \(path)") }
        thread = Thread {
            // Open for writing as well, so that reading does not end with the first writer.
            guard let pipe = FileHandle(forUpdatingAtPath: path) else { return }
            var text = ""
            while let data = try? pipe.read(upToCount: 1), !data.isEmpty {
                text += String(decoding: data, as: UTF8.self)
                guard text.hasSuffix("\n") else { continue }
                let line = String(text.dropLast())
                text = ""
                print("\(BrokerControl.obey(line, broker) ? "Done" : "Not understood"): \(line)")
                fflush(nil)
            }
        }
        thread.name = "broker-control"
        thread.start()
    }

    static func obey(_ line: String, _ broker: EmbeddedBroker) -> Bool {
        let words = line.split(separator: " ").map(String.init)
        do {
            switch (words.first, words.count) {
            case ("down", 1): try broker.setDown()
            case ("up", 1): try broker.setUp()
            case ("latency", 2):
                guard let milliseconds = Int(words[1]) else { return false }
                try broker.setRoundTrip(milliseconds: milliseconds)
            case ("errors", 4):
                guard let kind = RequestKind(named: words[1]), let error = BrokerError(named: words[2]),
                    let count = Int(words[3])
                else { return false }
                try broker.pushRequestErrors(kind, Array(repeating: error, count: count))
            default: return false
            }
            return true
        } catch {
            return false
        }
    }
}
