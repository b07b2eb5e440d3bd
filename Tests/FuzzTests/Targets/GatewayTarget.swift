/// The gateway's router without sockets: documents, answers to alerts, questions about assistance, addresses.
struct GatewayTarget: FuzzTarget {
    static let name = "gateway"
    static let shortRound = 2500
    static let share = 60

    private let door: GatewayDoor

    init() async throws { door = try await GatewayDoor() }

    func makeInput(_ chance: inout Chance) -> HTTPInputs.Input { HTTPInputs.make(&chance) }

    func read(_ input: HTTPInputs.Input) async throws -> Verdict {
        let answer = try await door.send(input)
        guard answer.status != 500 else { throw Complaint("\(input.method) \(input.path.prefix(60)): 500") }
        guard answer.status >= 400 else { return .accepted }
        // The assistance page shows people what they filled in; a refusal for programs repeats nothing.
        return .refused(telling: answer.type.hasPrefix("text/html") ? "" : answer.text)
    }
}
