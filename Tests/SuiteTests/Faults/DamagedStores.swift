import EventContracts
import Foundation
import GRDB
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// Bytes of the stores overwritten while the service was stopped.
    @Suite(.serialized) struct DamagedStores {
        private let service = ServiceName.withdrawalMonitor

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func pagesInUseOverwrittenAreFoundAndBuiltAgain()
            async throws
        {
            try await damaged("pages in use overwritten") { stores in
                try stores.damage(tables: ["patientLedger", "announced"], from: 0, bytes: 4096)
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func aFileHeaderOverwrittenIsFoundAndBuiltAgain()
            async throws
        {
            try await damaged("file headers overwritten") { try $0.damageHeaders() }
        }

        /// Whole for SQLite, unreadable for us: a document ends where it should not.
        @Test(.timeLimit(.minutes(10))) func documentsCutShortAreFoundAndBuiltAgain() async throws {
            try await damaged("patients' documents cut short") { stores in
                try stores.change { database in
                    let table = try StoreFiles.documentTable(in: database)
                    try database.execute(sql: "UPDATE \(table) SET document = substr(document, 1, 20)")
                }
            }
        }

        private func damaged(_ what: String, _ damage: (StoreFiles) throws -> Void) async throws {
            try await FaultTrial.run("damaged stores: \(what)", isRebuilt: true) { trial, _ in
                try await trial.startAll()
                try await trial.publish(upTo: 0.5)
                try await trial.settle()
                trial.suite.kill(service)
                let folder = trial.suite.data(of: service)
                try damage(StoreFiles(folder))
                trial.recoveryBegins()
                try trial.start(service)
                try await trial.publish(upTo: 1)
                try await trial.suite.waitUntilReady(service)
                try await trial.settle()
                trial.recovered()
                let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path)
                #expect(kept.contains { $0.contains(".sqlite.corrupt-") }, "damaged files are kept for examination")
                let log = try String(
                    contentsOf: trial.suite.directory.appending(path: "\(service.rawValue)-1.log"), encoding: .utf8)
                #expect(log.contains("store-corrupted"), "the log says so")
                #expect(try await wasRebuilding(trial.suite), "the status says that patients were not checked")
            }
        }

        private func wasRebuilding(_ suite: RunningSuite) async throws -> Bool {
            try await suite.allReports(of: [service]).contains { $0.phase == .rebuilding }
        }
    }
}

extension StoreFiles {
    /// The one table of the service's own: a document per patient.
    static func documentTable(in database: Database) throws -> String {
        try String.fetchOne(
            database,
            sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%document BLOB%'") ?? ""
    }
}
