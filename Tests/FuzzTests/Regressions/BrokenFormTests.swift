import HTTPTypes
import Testing

/// Forms whose encoding is broken were once answered as if the gateway were.
@Suite struct BrokenFormTests {
    @Test(arguments: ["a[]=1&a[b]=2", "a=%ZZ", "%", "a[=1", "a]=1", "=", "a[b=c", "state=TX&state=TX"])
    func aFormThatCannotBeReadIsTheSendersMistake(_ form: String) async throws {
        let door = try await GatewayDoor()
        for path in ["/assistance", "/alerts/x/responses"] {
            let input = HTTPInputs.Input(
                method: .post, path: path, contentType: "application/x-www-form-urlencoded", body: Array(form.utf8))
            let answer = try await door.send(input)
            #expect((400..<500).contains(answer.status) || answer.status == 200, "\(path): \(answer.status)")
        }
    }
}
