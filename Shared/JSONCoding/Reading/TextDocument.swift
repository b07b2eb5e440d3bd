/// A scanned text, and the values that are read from it.
final class TextDocument {
    let bytes: UnsafeBufferPointer<UInt8>
    let nodes: [TextNode]
    /// Where the value now being read stands, for errors.
    @exclusivity(unchecked) private(set) var path: [any CodingKey] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var scanner = TextScanner(bytes)
        do {
            try scanner.scan()
        } catch {
            throw DecodingError.dataCorrupted(
                DecodingError.Context(codingPath: [], debugDescription: "the bytes are no JSON"))
        }
        (self.bytes, nodes) = (bytes, scanner.nodes)
    }

    // MARK: - Values

    func value<Value: Decodable>(_ type: Value.Type, at node: Int) throws -> Value {
        try type.init(from: TextDecoder(document: self, node: node, base: []))
    }

    func value<Value: Decodable>(_ type: Value.Type, at node: Int, under key: some CodingKey) throws -> Value {
        path.append(key)
        defer { path.removeLast() }
        return try type.init(from: TextDecoder(document: self, node: node, base: []))
    }

    func isNull(_ node: Int) -> Bool { nodes[node].kind == .null }

    func string(at node: Int, _ place: some TextPlace) throws -> String {
        guard nodes[node].kind == .string else { throw mismatch(String.self, at: node, place) }
        return text(of: node)
    }

    /// The characters of a string or a key.
    func text(of index: Int) -> String {
        let node = nodes[index]
        let slice = UnsafeBufferPointer(rebasing: bytes[Int(node.start)..<Int(node.end)])
        return node.isEscaped ? TextDocument.unescaped(slice) : String(decoding: slice, as: UTF8.self)
    }

    func flag(at node: Int, _ place: some TextPlace) throws -> Bool {
        switch nodes[node].kind {
        case .yes: return true
        case .no: return false
        default: throw mismatch(Bool.self, at: node, place)
        }
    }

    func integer<Number: FixedWidthInteger>(
        _ type: Number.Type, at node: Int, _ place: some TextPlace
    ) throws -> Number {
        guard nodes[node].kind == .number else { throw mismatch(type, at: node, place) }
        let digits = self.digits(of: node)
        if let number = TextNumber.integer(digits) {
            if let fitting = Number(exactly: number) { return fitting }
        } else if let number = Number(text(of: node)) {
            return number
        } else if let number = TextNumber.double(digits), abs(number) < 0x1p53, let fitting = Number(exactly: number) {
            // `5.0` and `1e2` are whole numbers, too; beyond 2^53 a fraction may have been rounded away.
            return fitting
        }
        throw corrupted("the number is none of the type", place)
    }

    func double(at node: Int, _ place: some TextPlace) throws -> Double {
        guard nodes[node].kind == .number else { throw mismatch(Double.self, at: node, place) }
        guard let number = TextNumber.double(digits(of: node)) else {
            throw corrupted("the number is too large", place)
        }
        return number
    }

    /// A whole number written as one; nil for everything else.
    func plainInteger(at node: Int) -> Int? {
        nodes[node].kind == .number ? TextNumber.integer(digits(of: node)).flatMap { Int(exactly: $0) } : nil
    }

    func plainUnsigned(at node: Int) -> UInt64? {
        nodes[node].kind == .number ? TextNumber.unsigned(digits(of: node)) : nil
    }

    func plainDouble(at node: Int) -> Double? {
        nodes[node].kind == .number ? TextNumber.double(digits(of: node)) : nil
    }

    private func digits(of node: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
    }

    static func unescaped(_ slice: UnsafeBufferPointer<UInt8>) -> String {
        var buffer: [UInt8] = []
        buffer.reserveCapacity(slice.count)
        var position = 0
        func hexadecimal() -> UInt32 {
            defer { position += 4 }
            return (0..<4).reduce(0) { $0 << 4 | (TextScanner.hexadecimalDigit(slice[position + $1]) ?? 0) }
        }
        while position < slice.count {
            let byte = slice[position]
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                buffer.append(byte)
                continue
            }
            let escape = slice[position]
            position += 1
            switch escape {
            case UInt8(ascii: "b"): buffer.append(0x08)
            case UInt8(ascii: "f"): buffer.append(0x0C)
            case UInt8(ascii: "n"): buffer.append(0x0A)
            case UInt8(ascii: "r"): buffer.append(0x0D)
            case UInt8(ascii: "t"): buffer.append(0x09)
            case UInt8(ascii: "u"):
                var code = hexadecimal()
                if (0xD800...0xDBFF).contains(code) {
                    position += 2
                    code = 0x10000 + (code - 0xD800) << 10 + (hexadecimal() - 0xDC00)
                }
                if let scalar = Unicode.Scalar(code) { buffer.append(contentsOf: String(scalar).utf8) }
            default: buffer.append(escape)
            }
        }
        return String(decoding: buffer, as: UTF8.self)
    }

    // MARK: - Members

    /// The value of a key: of a key that was written twice, the first.
    func member(_ key: String, of index: Int) -> Int? {
        var key = key
        return key.withUTF8 { member($0, of: index) }
    }

    func member(_ wanted: UnsafeBufferPointer<UInt8>, of index: Int) -> Int? {
        var position = index + 1
        for _ in 0..<nodes[index].count {
            let node = nodes[position]
            if matches(node, wanted) { return position + 1 }
            position = Int(nodes[position + 1].next)
        }
        return nil
    }

    private func matches(_ node: TextNode, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        let (start, count) = (Int(node.start), Int(node.end - node.start))
        if node.isEscaped {
            // An escape is up to six bytes for one: what is too long or too short need not be looked at.
            guard count > wanted.count, count <= 6 * wanted.count else { return false }
            return TextDocument.unescaped(UnsafeBufferPointer(rebasing: bytes[start..<start + count])).utf8
                .elementsEqual(wanted)
        }
        guard count == wanted.count else { return false }
        for offset in 0..<count where bytes[start + offset] != wanted[offset] { return false }
        return true
    }

    /// Each key and its value, in the order of the text.
    func members(of index: Int) -> [(key: String, node: Int)] {
        var members: [(key: String, node: Int)] = []
        members.reserveCapacity(Int(nodes[index].count))
        var position = index + 1
        for _ in 0..<nodes[index].count {
            members.append((text(of: position), position + 1))
            position = Int(nodes[position + 1].next)
        }
        return members
    }

    // MARK: - Errors

    func context(_ what: String, _ place: some TextPlace) -> DecodingError.Context {
        DecodingError.Context(codingPath: path + place.keys, debugDescription: what)
    }

    func corrupted(_ what: String, _ place: some TextPlace) -> DecodingError { .dataCorrupted(context(what, place)) }

    func mismatch(_ type: Any.Type, at node: Int, _ place: some TextPlace) -> DecodingError {
        isNull(node)
            ? .valueNotFound(type, context("null instead of a value", place))
            : .typeMismatch(type, context("\(nodes[node].kind) instead of \(type)", place))
    }
}

/// Where something stands below the value being read; only asked for when it is wrong.
protocol TextPlace {
    var keys: [any CodingKey] { get }
}

/// A place, by the keys that lead there.
struct KeyedPlace<Key: CodingKey>: TextPlace {
    let base: [any CodingKey]
    let key: Key
    var keys: [any CodingKey] { base + [key] }
}

struct BasePlace: TextPlace {
    let keys: [any CodingKey]
}

/// The number of an item, as a key.
struct ItemKey: CodingKey {
    let intValue: Int?
    var stringValue: String { "Index \(intValue ?? 0)" }
    init(_ index: Int) { intValue = index }
    init?(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
}
