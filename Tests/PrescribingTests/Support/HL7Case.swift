import EventContracts
import Foundation
import MedicationDomain
import Yams

@testable import Prescribing

/// A message of `Expectations/HL7v2`, and what it must come to.
struct HL7Case {
    var bytes: [UInt8]
    /// FHIR resources of the message, or of all good messages of the batch, in order.
    var resources: [String] = []
    var refusal: Refusal?
    var ignoredMessages: Int
    var messages: Int

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Expectations/HL7v2")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "hl7" }.map { $0.deletingPathExtension().lastPathComponent }.sorted()
    }()

    init(_ name: String) throws {
        bytes = Array(try Data(contentsOf: HL7Case.folder.appending(path: "\(name).hl7")))
        let text = try String(contentsOf: HL7Case.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        guard let document = try Yams.load(yaml: text) as? [String: Any] else { throw Unexpected() }
        let messages = document["messages"] as? [[String: Any]]
        self.messages = messages?.count ?? 1
        ignoredMessages = (messages ?? [document]).count { $0["ignored"] as? Bool == true }
        for message in messages ?? [document] {
            for resource in message["fhir"] as? [Any] ?? [] {
                let json = try JSONSerialization.data(withJSONObject: resource)
                resources.append(String(decoding: json, as: UTF8.self))
            }
        }
        refusal = HL7Case.refusal(document, messages ?? [])
    }

    /// As the dead letter words it: the place, or for batches which message and why.
    private static func refusal(_ document: [String: Any], _ messages: [[String: Any]]) -> Refusal? {
        let bad = messages.compactMap { $0["refused"] as? [String: Any] }
        let whole = (document["refused"] as? [String: Any]).map(refusal)
        guard let first = bad.first.map(refusal) else { return whole }
        let indexes = bad.compactMap { $0["index"] as? Int }.map(String.init).joined(separator: ", ")
        let reasons = (bad.map(refusal) + (whole.map { [$0] } ?? [])).map { "\($0.code) at \($0.message)" }
        return Refusal(code: first.code, message: "messages \(indexes): \(reasons.joined(separator: "; "))")
    }

    private static func refusal(_ entry: [String: Any]) -> Refusal {
        Refusal(code: entry["code"] as? String ?? "", message: entry["segment"] as? String ?? "")
    }
}

extension HospitalFact {
    /// As HL7 v2 tells it: a merge is a resource of its own, and the silence of others does not undo it.
    var asLink: HospitalFact {
        guard case .patient(var event) = content else { return self }
        var fact = self
        guard event.change == .merged else {
            event.isSilentOnLinks = true
            fact.content = .patient(event)
            return fact
        }
        fact.resource = "\(HospitalFact.linkType)/\(event.patientId.rawValue)"
        return fact
    }
}
