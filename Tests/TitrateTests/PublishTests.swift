import EventContracts
import EventLog
import Foundation
import MedicationDomain
import Testing

@testable import Titrate

@Suite struct PublishTests {
    private static let hl7 = "x-application/hl7-v2+er7"
    private static let message = "MSH|^~\\&|W|H|||20261121||ADT^A08|1|P|2.5\rPID|1||p-17^^^H^MR\r"

    @Test(arguments: [
        (message, 1, hl7, "p-17"), ("\u{0B}\(message)\u{1C}\r", 1, hl7, "p-17"), (message + message, 1, hl7, "p-17"),
        (message.replacing("\r", with: "\n"), 1, hl7, "p-17"),
        (message + message.replacing("p-17", with: "p-18"), 1, hl7, nil),
        (#"{"resourceType":"Patient","id":"p-17"}"#, 1, "application/fhir+json", "p-17"),
        ("{\"resourceType\":\"Patient\",\"id\":\"p-17\"}\n{\"a\":1}\n", 2, "application/fhir+json", "p-17"),
    ])
    func aFilesContentTellsItsType(_ text: String, _ count: Int, _ type: String, _ patient: String?) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "publish-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        try text.write(to: file, atomically: true, encoding: .utf8)
        let records = try PublishCommand.resources(in: file.path).map(PublishCommand.record)
        #expect(records.count == count)
        #expect(records.first?.message.header("content-type") == type)
        #expect(records.first?.message.key == patient.map { Array($0.utf8) })
        if count == 1 { #expect(records.first?.message.value == Array(text.utf8)) }
    }
}
