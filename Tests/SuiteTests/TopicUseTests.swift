import EventContracts
import EventLog
import Foundation
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// What the real programs do on Kafka, as the Kafka client inside them tells: nothing outside the table of rights.
    ///
    /// The client's own debugging names every topic it fetches from and sends to. That shows what was done in this run,
    /// which goes through orders, answers, questions, refusals and a rebuilt store; not what a program might do at all:
    /// for that the table is compared with each program's definition.
    @Suite(.serialized) struct TopicUseTests {
        @Test(.timeLimit(.minutes(4))) func realProgramsUseTheTopicsOfTheTableAndNoOther() async throws {
            let suite = try await RunningSuite()
            let debugging = [
                "--log-level", "debug", "--kafka", "debug=fetch,msg,cgrp", "--kafka", "fetch.wait.max.ms=100",
            ]
            for service in ServiceName.allCases { try suite.start(service, debugging) }
            for service in ServiceName.allCases { try await suite.waitUntilReady(service) }
            try await TopicUseTests.liveADay(suite)
            // A lost store reads back what was said.
            suite.kill(.interactionCheck)
            try FileManager.default.removeItem(at: suite.data(of: .interactionCheck))
            try suite.start(.interactionCheck, debugging)
            try await suite.waitUntilReady(.interactionCheck)
            for service in ServiceName.allCases { suite.stop(service) }

            for service in ServiceName.allCases {
                let access = TopicAccess.of(service)
                let use = try TopicUse(
                    log: suite.directory.appending(path: "\(service.rawValue)-1.log"),
                    topics: TopicCatalog.all.map(\.name))
                print("\(service.rawValue) fetched from \(use.fetched.sorted()), sent to \(use.sent.sorted())")
                #expect(!use.fetched.isEmpty && !use.sent.isEmpty)
                #expect(use.fetched.isSubset(of: access.reads), "\(service.rawValue) reads more")
                #expect(use.sent.isSubset(of: access.writes), "\(service.rawValue) writes more")
                #expect(use.joined == Set(access.groups), "\(service.rawValue) joins others")
                let others = use.named.subtracting(access.groups)
                let prefix = try #require(access.readerPrefix)
                #expect(others.allSatisfy { $0.hasPrefix(prefix) }, "\(others) are names nobody expects")
            }
            try await TopicUseTests.everyRecordIsOfSomebodyWhoMayWriteIt(suite)
        }

        private static func liveADay(_ suite: RunningSuite) async throws {
            var hospital = Hospital()
            hospital.addPatient("used")
            hospital.addBaclofen("used")
            hospital.add(
                hospital.fhir.order(
                    "oxy-used", of: "used", medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"),
                    milligrams: 5, perDay: 3))
            let producer = try suite.log.makeProducer()
            try await producer.append(hospital.records.map(Hospital.record))
            try await producer.append([
                OutgoingRecord(topic: .hospitalEvents, message: Message(value: Array("{".utf8)))
            ])
            await producer.close(within: .seconds(5))
            let posted = LoopbackRequest(
                method: "POST", path: "/fhir", headers: ["content-type": "application/fhir+json"],
                body: hospital.records[0])
            #expect(await posted.send(to: suite.gatewayPort)?.status == 202)
            let question = LoopbackRequest(
                method: "POST", path: "/assistance", headers: ["content-type": "application/json"],
                body: Array(#"{"asOf":"2026-11-21","state":"TX"}"#.utf8))
            #expect(await question.send(to: suite.gatewayPort)?.status == 200)
            let draft = LoopbackRequest(
                method: "POST", path: "/cds-services/titrate-order-sign",
                headers: ["content-type": "application/json"],
                body: Array(
                    HookProcessTests.call("used", medicine: "Oxycodone 5 MG Oral Tablet", milligrams: 5).utf8))
            #expect(await draft.send(to: suite.gatewayPort)?.status == 200)
            try await eventually("an alert is at the gateway") {
                await suite.page("/alerts?patient=used")?.body.contains("interaction-check:") == true
            }
        }

        /// Records name the program they are of; the feed of the test names none.
        private static func everyRecordIsOfSomebodyWhoMayWriteIt(_ suite: RunningSuite) async throws {
            for topic in TopicCatalog.all.map(\.name) where !topic.rawValue.hasSuffix(".dead-letters.v1") {
                for record in try await suite.records(on: [topic]) {
                    guard let source = record.message.header("ce_source") else {
                        #expect(topic == .hospitalEvents)
                        continue
                    }
                    let writer = ServiceName.allCases.first { $0.source == source }
                    #expect(writer.map { TopicAccess.of($0).writes.contains(topic) } == true, "\(source) on \(topic)")
                }
            }
        }
    }
}

/// What a program's Kafka client says it did.
private struct TopicUse {
    private(set) var fetched: Set<TopicName> = []
    private(set) var sent: Set<TopicName> = []
    /// Groups it joined, and all names of groups it used, readers without a group among them.
    private(set) var joined: Set<String> = []
    private(set) var named: Set<String> = []

    init(log: URL, topics: [TopicName]) throws {
        for line in try String(contentsOf: log, encoding: .utf8).split(separator: "\n") {
            if line.contains("Fetch topic ") {
                fetched.formUnion(topics.filter { line.contains("Fetch topic \($0.rawValue) [") })
            } else if line.contains("Produce MessageSet with") {
                sent.formUnion(topics.filter { line.contains(": \($0.rawValue) [") })
            } else if let start = line.range(of: "Group \\\"")?.upperBound {
                let name = String(line[start...].prefix { $0 != "\\" })
                named.insert(name)
                if line.contains(": join with ") { joined.insert(name) }
            }
        }
    }
}
