import EventContracts
import Foundation
import GRDB
import TestSupport
import Testing

extension ProcessTests.FaultTests {
    /// From the version before to this one, under load, and the way back refused.
    ///
    /// The version before is told by its store, not by a second build: a store of today is taken back to what a version
    /// without the last migration, and without one of the inputs, would have left. So this shows migration, the reading
    /// of a new input from its start and the refusal; it does not show that an older executable's behaviour is the same.
    @Suite(.serialized) struct Upgrades {
        private let service = ServiceName.interactionCheck

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func aNewInputIsReadFromItsStart() async throws {
            try await upgrade("rolling upgrade: a new input topic") { database in
                try database.execute(
                    sql: "DELETE FROM inputOffset WHERE topic = ?", arguments: [TopicName.withdrawalEvents.rawValue])
            }
        }

        @Test(FaultRounds.onlyThorough, .timeLimit(.minutes(10))) func anOlderStoreIsMigrated() async throws {
            try await upgrade("rolling upgrade: a migration") { database in
                try database.execute(
                    sql: "DROP TABLE outputOffset; DELETE FROM grdb_migrations WHERE identifier = 'runtime-2'")
            }
        }

        /// The store is made while nothing stands yet in what will be the new input, so that it knows nothing of it.
        private func upgrade(_ what: String, _ takeBack: (Database) throws -> Void) async throws {
            try await FaultTrial.run(what, isRebuilt: true) { trial, _ in
                try trial.start(.prescribing)
                try trial.start(service)
                for service in [.prescribing, service] { try await trial.suite.waitUntilReady(service) }
                try await trial.publish(upTo: 0.5)
                _ = try await trial.suite.settledOutcome(of: [.prescribing, service])
                trial.suite.stop(service)
                let stores = StoreFiles(trial.suite.data(of: service))
                try stores.change(takeBack)
                try trial.start(.withdrawalMonitor)
                try await trial.publish(upTo: 0.7)
                try await trial.suite.waitUntilReady(.withdrawalMonitor)
                trial.recoveryBegins()
                try trial.start(service)
                try await trial.publish(upTo: 1)
                try await trial.settle()
                trial.recovered()
                trial.suite.stop(service)
                var inputs: Set<String> = []
                try stores.change { database in
                    #expect(try database.tableExists("outputOffset"))
                    inputs.formUnion(try String.fetchAll(database, sql: "SELECT topic FROM inputOffset"))
                }
                #expect(inputs.contains(TopicName.withdrawalEvents.rawValue))
                try trial.start(service)
            }
        }

        @Test(.timeLimit(.minutes(5))) func aStoreOfALaterVersionIsRefusedInPlainWords() async throws {
            let suite = try await RunningSuite()
            try suite.start(.prescribing)
            try suite.start(service)
            try await suite.waitUntilReady(service)
            suite.stop(service)
            try StoreFiles(suite.data(of: service)).change {
                try $0.execute(sql: "INSERT INTO grdb_migrations(identifier) VALUES('runtime-99')")
            }
            try suite.start(service)
            let process = try #require(suite.process(service))
            try await eventually("it ends") { !process.isRunning }
            #expect(process.exitCode == 77)
            let output = try String(
                contentsOf: suite.directory.appending(path: "\(service.rawValue)-1.log"), encoding: .utf8)
            #expect(output.contains("newer-store: a later version of this service has written the store"))
        }

        @Test(arguments: ServiceName.allCases.map(\.rawValue) + ["titrate"])
        func everyExecutableTellsItsVersion(name: String) throws {
            let (status, output) = try ChildProcess.run(
                RunningSuite.binaries.appending(path: name).path, ["--version"])
            #expect(status == 0)
            #expect(String(decoding: output, as: UTF8.self).split(separator: ".").count == 3)
        }
    }
}
