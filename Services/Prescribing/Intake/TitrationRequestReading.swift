import EventContracts
import MedicationDomain
import ServiceRuntime

// A titration may be asked for where hospital facts come in: the plan is then kept and told to everybody, in its place
// among the facts it stands on (Docs/Decisions/0006).

extension RecordContent {
    var isTitrationRequest: Bool { eventType.map(TitrationRequest.types.contains) ?? false }

    /// The request, for its patient's partition. Its asker is no hospital feed that could fall silent: no origin.
    func titrationRequest(key: [UInt8]?) throws(Refusal) -> IntakeResult {
        let request: TitrationRequest
        do {
            request = try TitrationRequest.decode(bytes, type: TitrationRequest.types[0])
        } catch let error as PayloadError {
            throw Refusal(code: error.code.rawValue, message: error.path)
        } catch {
            throw Refusal(code: "bad-value", message: "$")
        }
        let patient = request.patientId.rawValue
        guard (1...256).contains(patient.utf8.count) else { throw Refusal(code: "bad-value", message: "$.patientId") }
        let isOther = key.map { $0 != Array(patient.utf8) } ?? false
        return IntakeResult(forwarded: [request], ignored: isOther ? [RecordReading.keyMismatch] : [])
    }
}
