/// One line of a message; its fields are taken apart when they are read.
public struct HL7Segment: Sendable {
    /// In upper case, such as `RXE`.
    public let name: String
    /// Counted from 1 among the segments of this name in the message.
    public let occurrence: Int
    /// Counted from 1 among all lines of the message.
    private let position: Int
    /// The fields from `firstField` on.
    private let bytes: ArraySlice<UInt8>
    private let firstField: Int
    private let encoding: HL7Encoding

    init(name: String, occurrence: Int, position: Int, bytes: ArraySlice<UInt8>, encoding: HL7Encoding) {
        (self.name, self.occurrence, self.bytes, self.encoding) = (name, occurrence, bytes, encoding)
        (self.position, firstField) = (position, 1)
    }

    /// MSH counts its first separator as a field.
    init(header line: ArraySlice<UInt8>, encoding: HL7Encoding) {
        (name, occurrence, position, bytes, firstField) = ("MSH", 1, 1, line.dropFirst(4), 2)
        self.encoding = encoding
    }

    /// `RXE`, or `RXE[2]` for the second of its name; `segment[7]` for a name that the standard does not know.
    public var place: String {
        guard HL7SegmentNames.standard.contains(name[...]) else { return "segment[\(position)]" }
        return occurrence > 1 ? "\(name)[\(occurrence)]" : name
    }

    public func failure(_ code: HL7Error.Code, _ field: Int) -> HL7Error { HL7Error(code, at: "\(place)-\(field)") }

    /// The zone of times that name none.
    var assumedZone: HL7Zone { encoding.zone }

    private func raw(_ field: Int) -> ArraySlice<UInt8> {
        var rest = bytes
        for _ in firstField..<max(field, firstField) {
            guard let end = rest.firstIndex(of: encoding.delimiters.field) else { return [] }
            rest = rest[(end + 1)...]
        }
        return rest.prefix { $0 != encoding.delimiters.field }
    }

    /// Whether a field says `""`: what it said before is no longer so.
    public func isDeleted(_ field: Int) -> Bool { raw(field).elementsEqual([0x22, 0x22]) }

    /// The repetitions of a field that hold anything; throws `too-large` when there are too many of them, and
    /// `invalid-utf8` when escaped bytes are no characters.
    public func repetitions(_ field: Int) throws(HL7Error) -> [HL7Repetition] {
        let raw = raw(field)
        guard !raw.isEmpty else { return [] }
        let limit = encoding.maximumRepetitions
        let parts = raw.parts(by: encoding.delimiters.repetition, atMost: limit + 1)
        guard parts.count <= limit else { throw failure(.tooLarge, field) }
        var repetitions: [HL7Repetition] = []
        for part in parts {
            guard let repetition = HL7Repetition(part, encoding) else { throw failure(.invalidUTF8, field) }
            if !repetition.isEmpty { repetitions.append(repetition) }
        }
        return repetitions
    }

    /// Refuses control bytes other than tabulators and line feeds, and bytes that are not in the character set.
    func checkCharacters() throws(HL7Error) {
        var field = firstField
        for byte in bytes {
            if byte == encoding.delimiters.field { field += 1 }
            guard byte >= 0x20 || byte == 0x09 || byte == 0x0A else { throw failure(.badValue, field) }
        }
        guard encoding.characterSet == .utf8, encoding.characterSet.decode(bytes) == nil else { return }
        field = firstField
        for part in bytes.parts(by: encoding.delimiters.field, atMost: .max) {
            guard encoding.characterSet.decode(part) != nil else { throw failure(.invalidUTF8, field) }
            field += 1
        }
    }
}

/// One repetition of a field: its components, and their subcomponents.
public struct HL7Repetition: Hashable, Sendable {
    /// No component and no subcomponent that is read stands behind these.
    private static let componentsRead = 24
    private static let subcomponentsRead = 8

    private let components: [[String]]

    /// Nil when bytes are not in the character set.
    init?(_ raw: ArraySlice<UInt8>, _ encoding: HL7Encoding) {
        var components: [[String]] = []
        for component in raw.parts(by: encoding.delimiters.component, atMost: HL7Repetition.componentsRead) {
            let parts = component.parts(
                by: encoding.delimiters.subcomponent, atMost: HL7Repetition.subcomponentsRead)
            var texts: [String] = []
            for part in parts {
                guard let text = encoding.text(part) else { return nil }
                texts.append(text)
            }
            components.append(texts)
        }
        self.components = components
    }

    /// A component, counted from 1; nil when it is empty or deleted.
    public subscript(component: Int, subcomponent: Int = 1) -> String? {
        guard components.indices.contains(component - 1), components[component - 1].indices.contains(subcomponent - 1)
        else { return nil }
        let text = components[component - 1][subcomponent - 1]
        return text.isEmpty ? nil : text
    }

    public var isEmpty: Bool { components.allSatisfy { $0.allSatisfy(\.isEmpty) } }
}
