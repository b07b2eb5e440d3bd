/// The text under `--help` that lists every setting and every exit code.
enum HostHelp {
    static func text(own settings: [Setting]) -> String {
        var parts = [
            "Settings are read from flags, then environment variables, then the file given with --config, "
                + "then their defaults. Unknown flags and keys are errors.",
            (HostSettings.all.map(entry) + [kafka]).joined(separator: "\n"),
        ]
        if !settings.isEmpty {
            parts.append("Settings of this service:\n" + settings.map(entry).joined(separator: "\n"))
        }
        parts.append("Exit codes:\n" + HostExitCode.allCases.map(code).joined(separator: "\n") + "\n" + signalCodes)
        return parts.joined(separator: "\n\n")
    }

    private static func entry(_ setting: Setting) -> String {
        let standard = SecretName.shown(setting.defaultValue, for: setting.key)
        let fileKey = setting == HostSettings.config ? "" : "; file \(setting.key)"
        return """
              --\(setting.key) <value>
                  \(setting.help)
                  default \(standard.isEmpty ? "none" : standard); env \(setting.environmentName)\(fileKey)
            """
    }

    private static let kafka = """
          --kafka <property=value>  (may be repeated)
              Any librdkafka property, such as security.protocol=ssl; passwords by environment or file only.
              default none; env TITRATE_KAFKA_SECURITY_PROTOCOL and the like; file kafka, a table of properties
        """

    private static func code(_ code: HostExitCode) -> String {
        let number = String(code.rawValue)
        return "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(code.meaning)"
    }
    private static let signalCodes = "  128+n  ended at once by a second signal n"
}
