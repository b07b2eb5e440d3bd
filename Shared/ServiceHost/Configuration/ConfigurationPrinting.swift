extension HostConfiguration {
    /// For `--print-config`: every setting with its source, as lines of the file's own form; secrets are not shown.
    var printed: String {
        var lines = settings.filter { $0 != HostSettings.config }.map { setting in
            line(setting.key, values[setting.key])
        }
        if !kafka.isEmpty {
            lines.append("\(HostSettings.kafkaKey):")
            lines += kafka.sorted { $0.key < $1.key }.map { "  " + line($0.key, $0.value) }
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ key: String, _ value: Value?) -> String {
        let text = SecretName.shown(value?.text ?? "", for: key)
        let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\(key): \"\(quoted)\"  # \(value?.source ?? .standard)"
    }
}
