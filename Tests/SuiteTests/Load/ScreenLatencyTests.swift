import EventContracts
import EventLog
import Foundation
import MedicationDomain
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// From the alert on Kafka to its row on a worklist that stands open in a real browser, while others stream by.
    @Suite(.enabled(if: ScreenLatency.seconds > 0)) struct ScreenLatencyTests {
        @Test(.timeLimit(.minutes(5)), arguments: [100, 1000]) func alertsReachTheScreenInTime(_ rate: Int) async throws
        {
            let gateway = try await LoadedGateway()
            try await Browser.visit { browser in
                try await browser.open("http://localhost:\(gateway.suite.gatewayPort)/worklist")
                try await browser.wait(for: "#connection", saying: "Live")
                _ = try await browser.ask(ScreenLatency.observe)
                let share = rate / AlertStream.ticksPerSecond
                var (probes, sent): ([Int: Alert], [String: Double]) = ([:], [:])
                let batches = try (0..<ScreenLatency.seconds * AlertStream.ticksPerSecond).map { tick in
                    var alerts = (tick * share..<(tick + 1) * share).map {
                        LoadedGateway.alert($0, severity: .moderate)
                    }
                    // Five times a second one that belongs on top, where somebody looks.
                    if tick % 20 == 0 {
                        let probe = LoadedGateway.alert(-1 - tick, interruptive: true, severity: .contraindicated)
                        probes[tick] = probe
                        alerts.append(probe)
                    }
                    return try alerts.map { try LoadedGateway.record($0) }
                }
                let took = try await AlertStream.send(batches, by: gateway.producer) { tick in
                    guard let probe = probes[tick] else { return }
                    sent[probe.alertId.rawValue] = Date().timeIntervalSince1970 * 1000
                }
                let reached = Double(batches.joined().count) / (took / .seconds(1))
                let expected = sent.count
                try await eventually(within: .seconds(60), "every one that belongs on top is on the screen") {
                    try await browser.ask("return Object.keys(window.shownAt).length;") as? Int == expected
                }
                let shown = try await browser.ask("return window.shownAt;") as? [String: Double] ?? [:]
                let times = sent.compactMap { id, at in shown[id].map { $0 - at } }
                #expect(times.count == expected)
                let middle = try #require(Spread.percentile(0.5, of: times))
                let late = try #require(Spread.percentile(0.99, of: times))
                print(
                    "event to screen at \(rate)/s (\(Int(reached))/s reached, \(expected) looked at): "
                        + "p50 \(Int(middle.rounded())) ms, p99 \(Int(late.rounded())) ms")
            }
        }
    }

    enum ScreenLatency {
        /// `TITRATE_STREAM_SECONDS=10` streams so long at each rate.
        static let seconds = ProcessInfo.processInfo.environment["TITRATE_STREAM_SECONDS"].flatMap { Int($0) } ?? 0

        /// Notes when each interruptive alert is in the page, by the browser's clock, which is this machine's.
        static let observe = """
            window.shownAt = {};
            const look = () => {
                for (const row of document.querySelectorAll("#list .alert.interrupts"))
                    window.shownAt[row.dataset.alert] ??= Date.now();
            };
            new MutationObserver(look).observe(document.getElementById("list"), { childList: true, subtree: true });
            look();
            """
    }
}
