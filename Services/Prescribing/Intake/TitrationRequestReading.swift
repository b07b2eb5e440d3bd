import EventContracts
import MedicationDomain
import ServiceRuntime

// A titration may be asked for where hospital facts come in: the plan is then kept and told to everybody, in its place
// among the facts it stands on (Docs/Decisions/0007).

extension RecordContent {
    var isTitrationRequest: Bool { eventType.map(TitrationRequest.types.contains) ?? false }
}

extension HospitalIntake {
    /// The request, for its patient's partition. Its asker is no hospital feed that could fall silent: no origin.
    func titrationRequest(in content: RecordContent, key: [UInt8]?) throws(Refusal) -> IntakeResult {
        var request: TitrationRequest
        do {
            request = try TitrationRequest.decode(content.bytes, type: TitrationRequest.types[0])
        } catch let error as PayloadError {
            throw Refusal(code: error.code.rawValue, message: error.path)
        } catch {
            throw Refusal(code: "bad-value", message: "$")
        }
        let sent = request.patientId.rawValue
        guard (1...256).contains(sent.utf8.count) else { throw Refusal(code: "bad-value", message: "$.patientId") }
        // Patients are named here as in the asker's records beside it.
        guard let source = sources.source(ofOrigin: content.origin) else {
            throw Refusal(code: HospitalSources.unknown, message: "ce_source")
        }
        request.patientId = PatientID(source.identity.patient(sent))
        let isOther = key.map { $0 != Array(sent.utf8) } ?? false
        return IntakeResult(forwarded: [request], ignored: isOther ? [RecordReading.keyMismatch] : [])
    }
}
