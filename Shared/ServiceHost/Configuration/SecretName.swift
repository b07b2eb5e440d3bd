/// Which settings are secrets, told by their names; their values are printed nowhere.
enum SecretName {
    private static let marks = ["password", "secret", "key", "token", "sasl.jaas", "credential"]
    static let replacement = "<redacted>"

    static func matches(_ key: String) -> Bool {
        let name = key.lowercased()
        return marks.contains { name.contains($0) }
    }

    static func shown(_ value: String, for key: String) -> String { matches(key) ? replacement : value }
}
