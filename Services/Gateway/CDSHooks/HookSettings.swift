import MedicationDomain
import ServiceHost

/// What an operator may say about CDS Hooks.
struct HookSettings: Sendable {
    static let patience = Setting(
        "cds-patience", default: "400ms",
        help: "How long CDS Hooks wait for the services; the specification wants the whole answer in about 500 ms.")
    static let publicURL = Setting(
        "public-url", default: "",
        help: "How the gateway is called from outside, for links in cards; empty: as the caller called it.")
    static let all = [patience, publicURL]

    var patience = DraftDesk.patience
    var publicURL = ""

    init() {}

    init(_ values: SettingValues) throws {
        let span = try values.span(HookSettings.patience)
        guard span.milliseconds > 0, span.milliseconds <= 60_000 else {
            throw SettingError(key: HookSettings.patience.key, problem: "is more than 0 and at most a minute")
        }
        patience = .milliseconds(span.milliseconds)
        var url = values[HookSettings.publicURL]
        while url.hasSuffix("/") { url.removeLast() }
        guard url.isEmpty || url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw SettingError(key: HookSettings.publicURL.key, problem: "is no http or https address")
        }
        publicURL = url
    }
}
