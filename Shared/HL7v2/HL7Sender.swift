/// Who sent a message, as far as its header tells; read before anything is checked.
public struct HL7Sender: Hashable, Sendable {
    /// MSH-3: its name, else its universal id.
    public var application: String?
    /// MSH-4, likewise.
    public var facility: String?

    public init(application: String? = nil, facility: String? = nil) {
        (self.application, self.facility) = (application, facility)
    }

    /// Names nobody when the header cannot be read.
    public init(_ message: HL7RawMessage) {
        self.init()
        guard let segment = message.leniently?.header else { return }
        application = HL7Sender.name(segment, 3)
        facility = HL7Sender.name(segment, 4)
    }

    private static func name(_ segment: HL7Segment, _ field: Int) -> String? {
        let value = try? segment.first(field)
        return value?[1] ?? value?[2]
    }
}

extension HL7Record {
    /// The number that stands first in PID-3, if it is the same wherever the record names a patient: a hint for where
    /// to put the record, and no more than that, since it takes the sender's habits to know which number is meant.
    public var onlyPatient: String? {
        let numbers = patientNumbers
        return Set(numbers).count == 1 ? numbers.first ?? nil : nil
    }

    /// Each number that stands first in a PID-3, as far as it can be read: for an audit of what was sent.
    public var namedPatients: Set<String> { Set(patientNumbers.compactMap(\.self)) }

    private var patientNumbers: [String?] {
        let longestNumber = 64
        return messages.flatMap { $0.leniently?.segments(named: "PID") ?? [] }.map { person in
            guard let number = (try? person.first(3))?[1], number.utf8.count <= longestNumber else { return nil }
            return number
        }
    }
}

extension HL7RawMessage {
    /// The segments of a message that nobody has checked yet.
    struct Lenient {
        let lines: [ArraySlice<UInt8>]
        let encoding: HL7Encoding

        var header: HL7Segment? { lines.first.map { HL7Segment(header: $0, encoding: encoding) } }

        func segments(named name: String) -> [HL7Segment] {
            lines.dropFirst().filter { HL7RawMessage.name(of: $0) == name }.map { line in
                HL7Segment(name: name, occurrence: 1, position: 1, bytes: line.dropFirst(4), encoding: encoding)
            }
        }
    }

    /// Nil when there is no header that parts anything.
    var leniently: Lenient? {
        guard let line = lines.first, let delimiters = try? HL7Delimiters(header: line) else { return nil }
        let isUTF8 = lines.allSatisfy { HL7CharacterSet.utf8.decode($0) != nil }
        return Lenient(
            lines: lines, encoding: HL7Encoding(delimiters: delimiters, characterSet: isUTF8 ? .utf8 : .latin1))
    }
}
