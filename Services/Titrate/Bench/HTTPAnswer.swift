/// The answers that come over one connection, as far as a bench reads HTTP/1.1: a status, a length or chunks, a body.
struct HTTPAnswer: Sendable {
    private var bytes: [UInt8] = []

    mutating func add(_ part: some Sequence<UInt8>) { bytes += part }

    /// The first answer, once all of it is there; what follows stays.
    mutating func take() -> (status: Int, body: [UInt8])? {
        guard let end = Self.find(Array("\r\n\r\n".utf8), in: bytes[...]) else { return nil }
        let head = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
        let lines = head.split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        func field(_ name: String) -> Substring? {
            lines.first { $0.hasPrefix("\(name):") }?.dropFirst(name.count + 1).drop { $0 == " " }
        }
        let rest = bytes[(end + 4)...]
        let found: (body: [UInt8], length: Int)?
        if field("transfer-encoding") == "chunked" {
            found = Self.chunks(in: rest)
        } else {
            let length = field("content-length").flatMap { Int($0) } ?? 0
            found = rest.count >= length ? (Array(rest.prefix(length)), length) : nil
        }
        guard let found else { return nil }
        bytes.removeFirst(end + 4 + found.length)
        return (status, found.body)
    }

    private static func chunks(in bytes: ArraySlice<UInt8>) -> (body: [UInt8], length: Int)? {
        var body: [UInt8] = []
        var place = bytes.startIndex
        while let end = find([13, 10], in: bytes[place...]) {
            guard let size = Int(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16) else { return nil }
            let next = end + 2 + size + 2
            guard next <= bytes.endIndex else { return nil }
            if size == 0 { return (body, next - bytes.startIndex) }
            body += bytes[(end + 2)..<(end + 2 + size)]
            place = next
        }
        return nil
    }

    private static func find(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while index + mark.count <= bytes.endIndex {
            if bytes[index..<(index + mark.count)].elementsEqual(mark) { return index }
            index += 1
        }
        return nil
    }
}
