/// What an order control code says about the order (HL7 table 0119).
enum OrderControl: Hashable, Sendable {
    /// MedicationRequest.status.
    case status(String)
    /// ORC-5 tells the status.
    case asOrderStatus
    /// Questions, refusals and acknowledgements: the order is as it was.
    case nothingNew

    /// Requests count as done: the decision of the prescriber is what matters.
    static let table: [String: OrderControl] = {
        let codes: [(OrderControl, String)] = [
            (.status("active"), "NW OK XO XX XR RO RL OE OR RF AF FU OF RE CH"),
            (.status("on-hold"), "HD OH HR"),
            (.status("cancelled"), "CA OC CR"),
            (.status("stopped"), "DC OD DR RP RU RQ"),
            (.asOrderStatus, "SC SR"),
            (.nothingNew, "UA UC UD UF UH UM UN UR UX RR DF DE NA SN SS PA PR CN LI MC OP PY CP"),
        ]
        return codes.reduce(into: [:]) { table, entry in
            for code in entry.1.split(separator: " ") { table[String(code)] = entry.0 }
        }
    }()

    /// ORC-5 as MedicationRequest.status (table 0038).
    static let orderStatus = [
        "A": "active", "IP": "active", "SC": "active", "CM": "completed", "CA": "cancelled", "DC": "stopped",
        "RP": "stopped", "HD": "on-hold", "ER": "entered-in-error",
    ]

    /// The order is placed or changed: the time of the transaction is when it was written.
    static let placing: Set<String> = ["NW", "RO", "XO", "XX", "XR", "OK"]
    /// The order gives way to the one behind it.
    static let replacing: Set<String> = ["RP", "RU", "RQ"]
}
