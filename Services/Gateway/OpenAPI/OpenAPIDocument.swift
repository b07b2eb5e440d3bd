import FHIRModels

/// The OpenAPI 3.1 document of this server: one file per group of addresses in `Assets/openapi/`, put together.
///
/// A group of routes brings a file of its own with its `paths` and its `components`; a test holds the whole against the
/// router and against real answers.
enum OpenAPIDocument {
    private static let folder = "Assets/openapi/"
    /// What stands in one file only.
    private static let base = "base.json"

    /// Throws when a file is no JSON, or when two files say the same name.
    static func assemble(_ files: [String: String]) throws -> JSONValue {
        var parts = files.filter { $0.key.hasPrefix(folder) }
        guard let text = parts.removeValue(forKey: folder + base) else { throw OpenAPIError(file: base) }
        guard case .object(var document) = try JSONValue(parsing: Array(text.utf8)) else {
            throw OpenAPIError(file: base)
        }
        for (file, text) in parts.sorted(by: { $0.key < $1.key }) {
            let part = try JSONValue(parsing: Array(text.utf8))
            document["paths"] = try merged(document["paths"], part["paths"], from: file)
            guard case .object(var components)? = document["components"] else { throw OpenAPIError(file: base) }
            if case .object(let added)? = part["components"] {
                for (kind, members) in added {
                    components[kind] = try merged(components[kind], members, from: file)
                }
            }
            document["components"] = .object(components)
        }
        return .object(document)
    }

    private static func merged(_ whole: JSONValue?, _ part: JSONValue?, from file: String) throws -> JSONValue {
        guard case .object(let added)? = part else { return whole ?? .object([:]) }
        guard case .object(var members)? = whole else { return .object(added) }
        for (name, value) in added {
            guard members.updateValue(value, forKey: name) == nil else { throw OpenAPIError(file: file) }
        }
        return .object(members)
    }
}

/// A file of the document cannot be put together with the others.
struct OpenAPIError: Error, Hashable, CustomStringConvertible {
    let file: String
    var description: String { "the part of the OpenAPI document in \(file) cannot be used" }
}
