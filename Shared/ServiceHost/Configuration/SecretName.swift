/// Which settings are secrets, told by their names; their values are printed nowhere.
enum SecretName {
    private static let marks = ["password", "secret", "key", "token", "sasl.jaas", "credential", "oauthbearer.config"]
    static let replacement = "<redacted>"
    /// Names that only look like secrets: they say where something is.
    private static let placeSuffixes = [".location", ".url", ".keytab", "-file"]

    static func matches(_ key: String) -> Bool {
        let name = key.lowercased()
        guard !placeSuffixes.contains(where: name.hasSuffix) else { return false }
        return marks.contains { name.contains($0) }
    }

    static func shown(_ value: String, for key: String) -> String { matches(key) ? replacement : value }
}
