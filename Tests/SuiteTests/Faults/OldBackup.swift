import EventContracts
import Foundation
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// A backup of the stores, taken earlier in the feed, is put back: the log knows more than they do.
    @Suite struct OldBackup {
        @Test(.timeLimit(.minutes(10))) func storesPutBackFromABackupCatchUpAndSayNothingTwice() async throws {
            try await FaultTrial.run("an older store put back from a backup", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.3)
                try await trial.settle()
                for service in trial.services {
                    trial.suite.stop(service)
                    let backup = trial.suite.directory.appending(path: "backup-\(service.rawValue)")
                    try FileManager.default.copyItem(at: trial.suite.data(of: service), to: backup)
                    try trial.start(service)
                }
                for service in trial.services { try await trial.suite.waitUntilReady(service) }
                try await trial.publish(upTo: 0.7)
                try await trial.settle()
                for service in trial.services {
                    trial.suite.kill(service)
                    let backup = trial.suite.directory.appending(path: "backup-\(service.rawValue)")
                    try FileManager.default.removeItem(at: trial.suite.data(of: service))
                    try FileManager.default.moveItem(at: backup, to: trial.suite.data(of: service))
                }
                try await trial.publish(upTo: 0.8)
                trial.recoveryBegins()
                for service in trial.services { try trial.start(service) }
                for service in trial.services { try await trial.suite.waitUntilReady(service) }
            }
        }
    }
}
