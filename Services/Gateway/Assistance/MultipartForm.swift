/// A form with a file in it, as a browser sends it (RFC 7578): parts between boundaries, each with a name.
struct MultipartForm: Sendable {
    struct Part: Sendable {
        var name: String
        var fileName: String?
        var bytes: [UInt8]
    }

    static let mostParts = 16
    let parts: [Part]

    /// Nil when it is no such form.
    ///
    /// - Parameter contentType: the header, with the boundary.
    init?(_ bytes: [UInt8], contentType: String) {
        guard let boundary = Self.parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count) else {
            return nil
        }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first boundary stands at the very beginning, without a line before it.
        let text: [UInt8] = [0x0D, 0x0A] + bytes
        var places: [Int] = []
        var index = 0
        while let place = Self.find(delimiter, in: text[...], from: index) {
            places.append(place)
            index = place + delimiter.count
            guard places.count <= Self.mostParts + 1 else { return nil }
        }
        guard places.count >= 2 else { return nil }
        var parts: [Part] = []
        for (start, end) in zip(places, places.dropFirst()) {
            guard let part = Self.part(text[(start + delimiter.count)..<end]) else { return nil }
            parts.append(part)
        }
        self.parts = parts
    }

    /// The text of the first part of that name that is no file.
    func text(_ name: String) -> String? {
        parts.first { $0.name == name && $0.fileName == nil }.flatMap { String(validating: $0.bytes, as: UTF8.self) }
    }

    private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = find(blank, in: bytes, from: bytes.startIndex), end - bytes.startIndex <= 4096,
            let head = String(validating: bytes[bytes.startIndex..<end], as: UTF8.self)
        else { return nil }
        let lines = head.split(separator: "\r\n")
        guard let disposition = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", in: String(disposition))
        else { return nil }
        return Part(
            name: name, fileName: parameter("filename", in: String(disposition)), bytes: Array(bytes[(end + 4)...]))
    }

    /// `name="value"` or `name=value` among the parameters of a header.
    private static func parameter(_ name: String, in header: String) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            guard pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == name else { continue }
            return pair[1].filter { $0 != "\"" && $0 != "\r" && $0 != "\n" }
        }
        return nil
    }

    private static func find(_ pattern: [UInt8], in text: ArraySlice<UInt8>, from start: Int) -> Int? {
        guard let first = pattern.first else { return nil }
        var index = start
        while index + pattern.count <= text.endIndex {
            guard let place = text[index...].firstIndex(of: first), place + pattern.count <= text.endIndex else {
                return nil
            }
            if text[place..<(place + pattern.count)].elementsEqual(pattern) { return place }
            index = place + 1
        }
        return nil
    }
}
