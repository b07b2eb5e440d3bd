import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

/// The invented hospital day on the pages, and the alert that pages about one alert show.
struct BrowserDay: Sendable {
    let alert: String
    let patient: String

    /// Asks who can help pay, as finance staff do.
    static let askForHelp: @Sendable (Browser) async throws -> Void = { browser in
        try await browser.fill("[name=state]", "Ohio")
        try await browser.fill("[name=insurance]", "None")
        try await browser.fill("[name=householdSize]", "2")
        try await browser.fill("[name=annualIncome]", "24000")
        try await browser.click("main form button.primary")
        try await browser.wait(for: ".option")
    }
}

extension RunningSuite {
    /// Publishes the sample day and waits until the gateway shows what came of it.
    func publishDay() async throws -> BrowserDay {
        let day = SampleDay(now: Instant(Date()))
        let producer = try log.makeProducer()
        try await producer.append(day.records.map(Hospital.record))
        await producer.close(within: .seconds(10))
        let wanted = day.expectations.filter { !$0.isResolved && $0.service == .interactionCheck }.map(\.patient)
        var found: (alert: String, patient: String)?
        try await eventually(within: .seconds(60), "the alerts of the day are on the list") {
            let page = await self.page("/alerts?limit=500")?.body ?? ""
            return wanted.allSatisfy { page.contains("\"\($0.rawValue)\"") }
        }
        let body = await page("/alerts?interruptive=true&limit=1")?.body ?? ""
        let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
        let alert = (object?["alerts"] as? [[String: Any]])?.first
        if let id = alert?["alertId"] as? String, let patient = alert?["patientId"] as? String {
            let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
            found = (id.addingPercentEncoding(withAllowedCharacters: plain) ?? id, patient)
        }
        let (id, patient) = try #require(found)
        return BrowserDay(alert: id, patient: patient)
    }

    /// A second gateway on the same log, where people sign in; its port, and a pharmacist's token for it.
    func startSignInGateway() async throws -> (port: Int, token: String) {
        let port = try LoopbackHTTP.freePort()
        let key = directory.appending(path: "signing/development-sign-in.pem")
        try start(.gateway, instance: "2", ["--port", String(port), "--development-sign-in", key.path])
        try await waitUntilReady(.gateway, instance: "2")
        let (status, token) = try ChildProcess.run(
            RunningSuite.binaries.appending(path: "titrate").path,
            ["token", "--role", "pharmacist", "--subject", "ph-gray", "--data", key.deletingLastPathComponent().path])
        guard status == 0 else { throw Unfulfilled("no token was made") }
        return (port, String(decoding: token, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}
