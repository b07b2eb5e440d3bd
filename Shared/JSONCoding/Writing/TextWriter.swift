/// The bytes as they grow, and the containers that are open.
///
/// `Codable` never says that a container is complete; it is when the value it belongs to has been written, or when
/// something is written into one further out. Members of an object are put into order when it closes.
final class TextWriter {
    // One thread writes, and none of these is read while it is written: checking that at every byte costs a fifth.
    @exclusivity(unchecked) private var text = TextBuffer()
    @exclusivity(unchecked) private var frames: [Frame] = []
    @exclusivity(unchecked) private var members: [Member] = []

    /// Where something stands that passes, and what stands for it in the lasting text; nil: nobody asks.
    @exclusivity(unchecked) private var passing: [(place: Range<Int>, standIn: [UInt8])]?

    struct Frame {
        enum Kind { case empty, object, array, single }
        var kind = Kind.empty
        /// Where an object's members begin in the list of members.
        var first = 0
        var count = 0
    }

    /// `"key":value`, as it stands in the bytes.
    private struct Member {
        /// The first eight bytes of the key, so that most comparisons are one.
        var prefix: UInt64
        var start: Int32
        var keyCount: Int32
        var end: Int32 = 0
        var isEscaped: Bool
    }

    deinit { text.deallocate() }

    /// What was written so far.
    var bytes: [UInt8] { Array(text.written) }

    // MARK: - What passes

    func tellWhatPasses() { passing = [] }

    /// What `body` writes passes.
    func pass(_ standIn: @autoclosure () -> String, _ body: () -> Void) {
        let start = text.count
        body()
        passing?.append((start..<text.count, Array(standIn().utf8)))
    }

    /// What was written so far, with the stand-ins.
    var lastingBytes: [UInt8] {
        let written = text.written
        var lasting: [UInt8] = []
        lasting.reserveCapacity(written.count + 64)
        var place = 0
        for part in passing ?? [] {
            lasting.append(contentsOf: written[place..<part.place.lowerBound])
            lasting.append(contentsOf: part.standIn)
            place = part.place.upperBound
        }
        lasting.append(contentsOf: written[place...])
        return lasting
    }

    // MARK: - Values

    /// Writes a value at the place prepared for it.
    func write<Value: Encodable>(_ value: Value) throws {
        let depth = frames.count
        open()
        do {
            try value.encode(to: TextEncoder(writer: self, frame: depth))
        } catch {
            frames.removeLast(frames.count - depth)
            throw error
        }
        close(downTo: depth)
    }

    func write(_ text: String) {
        var text = text
        text.withUTF8 { escape($0) }
    }

    func write(_ number: some BinaryInteger) { append(number.description) }

    func write<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) throws {
        guard number.isFinite else {
            throw EncodingError.invalidValue(
                number, EncodingError.Context(codingPath: [], debugDescription: "JSON has no such number"))
        }
        if number.rounded(.towardZero) == number, abs(number) < 1e15, number != 0 || number.sign == .plus {
            return append(Int64(number).description)
        }
        let text = number.description
        append(text.hasSuffix(".0") ? text.dropLast(2) : text[...])
    }

    func write(_ flag: Bool) { append(flag ? "true" : "false") }
    func writeNull() { append("null") }

    private func append(_ string: some StringProtocol) {
        var string = String(string)
        string.withUTF8 { text.append($0) }
    }

    private func escape(_ string: UnsafeBufferPointer<UInt8>) {
        var special = string.firstSpecial(from: 0)
        if special == string.count { return text.append(string, between: UInt8(ascii: "\"")) }
        text.append(UInt8(ascii: "\""))
        var plain = 0
        while special < string.count {
            text.append(UnsafeBufferPointer(rebasing: string[plain..<special]))
            appendEscaped(string[special])
            plain = special + 1
            special = string.firstSpecial(from: plain)
        }
        text.append(UnsafeBufferPointer(rebasing: string[plain...]))
        text.append(UInt8(ascii: "\""))
    }

    private func appendEscaped(_ byte: UInt8) {
        text.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x22, 0x5C: text.append(byte)
        case 0x08: text.append(UInt8(ascii: "b"))
        case 0x09: text.append(UInt8(ascii: "t"))
        case 0x0A: text.append(UInt8(ascii: "n"))
        case 0x0C: text.append(UInt8(ascii: "f"))
        case 0x0D: text.append(UInt8(ascii: "r"))
        default:
            append("u00")
            append(String(byte >> 4, radix: 16))
            append(String(byte & 15, radix: 16))
        }
    }

    // MARK: - Plain text

    /// A byte of punctuation, for who keeps the order of members and the commas.
    func plain(_ byte: UInt8) { text.append(byte) }
    func plain(_ number: Int) { append(number.description) }
    func plain(_ number: UInt64) { append(number.description) }

    /// `"name":`, after a comma if it is not the first; the name needs no escape.
    func plainName(_ name: StaticString, isFirst: Bool) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        text.append(
            UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), between: UInt8(ascii: "\""))
        text.append(UInt8(ascii: ":"))
    }

    // MARK: - Containers

    /// Opens the place for a value; what it turns out to be is said by `become`.
    @discardableResult
    func open() -> Int {
        frames.append(Frame(first: members.count))
        return frames.count - 1
    }

    /// A value may ask for its container more than once, for the same kind.
    func become(_ kind: Frame.Kind, frame: Int) {
        close(downTo: frame + 1)
        guard frames[frame].kind != kind else { return }
        precondition(frames[frame].kind == .empty, "a value is an object, an array or a single value")
        frames[frame].kind = kind
        if kind == .object { text.append(UInt8(ascii: "{")) }
        if kind == .array { text.append(UInt8(ascii: "[")) }
    }

    /// Prepares the place of the next member of an object.
    func beginMember(_ key: String, frame: Int) {
        close(downTo: frame + 1)
        if frames[frame].count > 0 { text.append(UInt8(ascii: ",")) }
        frames[frame].count += 1
        let start = text.count
        write(key)
        let (keyCount, plainCount) = (text.count - start - 2, key.utf8.count)
        var prefix: UInt64 = 0
        let name = text.written[(start + 1)...]
        for offset in 0..<8 { prefix = prefix << 8 | (offset < keyCount ? UInt64(name[start + 1 + offset]) : 0) }
        members.append(
            Member(
                prefix: prefix, start: Int32(start), keyCount: Int32(keyCount), isEscaped: keyCount != plainCount))
        text.append(UInt8(ascii: ":"))
    }

    func beginItem(frame: Int) {
        close(downTo: frame + 1)
        if frames[frame].count > 0 { text.append(UInt8(ascii: ",")) }
        frames[frame].count += 1
    }

    func count(frame: Int) -> Int { frames[frame].count }

    /// Closes what is open beyond that many containers.
    private func close(downTo depth: Int) {
        while frames.count > depth {
            let frame = frames.removeLast()
            switch frame.kind {
            // Foundation writes a value that says nothing as an object without members.
            case .empty: append("{}")
            case .single: break
            case .array: text.append(UInt8(ascii: "]"))
            case .object:
                sortMembers(from: frame.first)
                members.removeLast(members.count - frame.first)
                text.append(UInt8(ascii: "}"))
            }
        }
    }

    // MARK: - Order

    private func sortMembers(from first: Int) {
        guard members.count > first else { return }
        // A member ends where the next one's comma stands; the last one, where the bytes end.
        for index in first..<members.count {
            members[index].end = index + 1 < members.count ? members[index + 1].start - 1 : Int32(text.count)
        }
        let bytes = text.written
        let isSorted = (first + 1..<members.count).allSatisfy {
            TextWriter.precedes(members[$0 - 1], members[$0], bytes)
        }
        guard !isSorted else { return }
        // Of a key that was written twice, the last word counts.
        let sorted = members[first...].sorted {
            TextWriter.precedes($0, $1, bytes) || !TextWriter.precedes($1, $0, bytes) && $0.start > $1.start
        }
        let start = Int(members[first].start)
        var ordered: [UInt8] = []
        ordered.reserveCapacity(bytes.count - start)
        for (number, member) in sorted.enumerated() {
            if number > 0 {
                guard TextWriter.precedes(sorted[number - 1], member, bytes) else { continue }
                ordered.append(UInt8(ascii: ","))
            }
            ordered.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[Int(member.start)..<Int(member.end)]))
        }
        ordered.withUnsafeBufferPointer { text.replace(from: start, with: $0) }
    }

    private static func precedes(_ left: Member, _ right: Member, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if left.isEscaped || right.isEscaped {
            return TextDocument.unescaped(key(left, bytes)).utf8
                .lexicographicallyPrecedes(TextDocument.unescaped(key(right, bytes)).utf8)
        }
        if left.prefix != right.prefix { return left.prefix < right.prefix }
        return key(left, bytes).lexicographicallyPrecedes(key(right, bytes))
    }

    private static func key(
        _ member: Member, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(member.start) + 1..<Int(member.start + 1 + member.keyCount)])
    }
}
