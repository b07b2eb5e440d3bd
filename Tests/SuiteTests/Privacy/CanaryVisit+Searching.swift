import EventContracts
import EventLog
import Foundation
import ServiceHost
import TestSupport
import Testing

// Where the marked words are looked for, and where they are meant to be found.

extension CanaryVisit {
    // MARK: Where it is meant to be

    /// To find nothing says something only when it was there.
    func seeThatItWasReallyThere() async throws {
        func text(_ topics: [TopicName]) async throws -> Data {
            try await suite.records(on: topics).reduce(into: Data()) { data, record in
                data += Data(record.message.value ?? []) + Data(record.message.key ?? [])
                for header in record.message.headers { data += Data(header.value ?? []) }
            }
        }
        let hospital = try await text([.hospitalEvents])
        let onHospitalTopic: [Canary] =
            Canary.identity + [
                .patient, .order, .otherOrder, .medicine, .dosageText, .note, .condition, .allergy, .requester, .reason,
                .truncated, .enumValue, .resourceType, .elementName, .wrongType, .hl7, .reusedText, .key, .header,
                .eventID, .correlation, .subject, .trace, .contentType, .birthDate,
            ]
        for canary in onHospitalTopic { #expect(canary.isFound(in: hospital), "\(canary) was not sent") }
        let events = try await text([.prescribingEvents])
        for canary in [Canary.patient, .order, .otherOrder, .medicine, .birthDate] {
            #expect(canary.isFound(in: events), "\(canary) is not in the suite's own events")
        }
        let letters = try await text([.deadLetters(of: .prescribing)])
        for canary in [Canary.truncated, .enumValue, .hl7, .wrongType, .reusedText, .junkEvent, .header] {
            #expect(canary.isFound(in: letters), "\(canary) is not in the dead letters")
        }
        #expect(Canary.junkAnswer.isFound(in: try await text([.deadLetters(of: .costAssistance)])))
        #expect(Canary.comment.isFound(in: try await text([.alertResponses])))
        #expect(Canary.income.isFound(in: try await text([.requests(to: .costAssistance)])))
        let page = try #require(await suite.page("/alerts?patient=\(Canary.patient.rawValue)"))
        #expect(page.body.contains(Canary.patient.rawValue))
    }

    // MARK: Health

    func searchHealth() async throws {
        for service in ServiceName.allCases {
            for path in ["/metrics", "/readyz", "/readyz?verbose", "/livez", "/startupz"] {
                let answer = try #require(await suite.get(path, from: service))
                sinks.search("\(service.rawValue) \(path)", Data(answer.body.utf8))
            }
        }
        for page in ["/health", "/rules", "/worklist/checks"] {
            let answer = try #require(await suite.page(page))
            sinks.search("gateway \(page)", Data(answer.body.utf8))
        }
    }

    // MARK: Crashes

    /// Processes die of their own faults, a store is damaged, another is lost: all of that is complained of.
    func crashAndComeBack() async throws {
        let deaths: [(ServiceName, Int32)] = [
            (.interactionCheck, SIGSEGV), (.costAssistance, SIGABRT), (.withdrawalMonitor, SIGKILL),
            (.prescribing, SIGILL),
            (.gateway, SIGABRT),
        ]
        for (service, signal) in deaths { suite.end(service, with: signal) }
        try await crashAndTell()
        try damageStores(of: .withdrawalMonitor)
        try removeStores(of: .interactionCheck)
        for (service, _) in deaths { try start(service) }
        for (service, _) in deaths { try await suite.waitUntilReady(service) }
        for service in ServiceName.allCases {
            let metrics = try #require(await suite.get("/metrics", from: service))
            sinks.search("\(service.rawValue) /metrics after the crash", Data(metrics.body.utf8))
        }
    }

    /// As it is told where an operator wants to know where a program crashed.
    private func crashAndTell() async throws {
        let told = try await RunningSuite(
            environment: [OwnerOnly.backtraceVariable: OwnerOnly.backtraceWithoutMemory])
        try told.start(.prescribing)
        try await told.waitUntilReady(.prescribing)
        let producer = try told.log.makeProducer()
        try await producer.append(records.good.enumerated().map { CanaryRecords.record($1, number: $0) })
        await producer.close(within: .seconds(5))
        try await eventually("the patient is in memory") {
            try await !told.records(on: [.prescribingEvents]).isEmpty
        }
        let log = told.directory.appending(path: "prescribing-1.log")
        told.process(.prescribing)?.signal(SIGSEGV)
        try await eventually("the crash is told") {
            try String(contentsOf: log, encoding: .utf8).contains("Backtrace took")
        }
        let text = try Data(contentsOf: log)
        #expect(text.range(of: Data("Registers:".utf8)) == nil)
        sinks.search("report of a crash", text)
    }

    private func stores(of service: ServiceName) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: suite.data(of: service), includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent.contains(".sqlite") }
    }

    private func damageStores(of service: ServiceName) throws {
        for file in try stores(of: service) {
            // The patient's words stay in it, between the damage.
            let handle = try FileHandle(forUpdating: file)
            try handle.write(contentsOf: Data(repeating: 0x5A, count: 200))
            try handle.close()
        }
    }

    private func removeStores(of service: ServiceName) throws {
        for file in try stores(of: service) { try FileManager.default.removeItem(at: file) }
    }

    // MARK: Topics

    func searchTopics() async throws {
        for specification in TopicCatalog.all {
            let records = try await suite.records(on: [specification.name])
            TopicPrivacy.search(
                records, of: specification.name, posted: posted,
                mayBeEmpty: CanaryVisit.silentTopics.contains(specification.name), into: &sinks)
        }
    }

    /// Topics on which nothing of ours stands in this test; nobody in the suite asks for a titration or about
    /// draft orders, hospitals do.
    private static let silentTopics: Set<TopicName> = [
        .audit, .deadLetters(of: .gateway), .alerts(of: .costAssistance), .alerts(of: .prescribing),
        .alerts(of: .withdrawalMonitor), .requests(to: .interactionCheck), .requests(to: .withdrawalMonitor),
        .requests(to: .prescribing), .replies(of: .withdrawalMonitor), .sources(of: .interactionCheck),
    ]

    // MARK: The broker away

    func askWhileTheBrokerIsAway() async throws {
        suite.signalBroker(SIGSTOP)
        let body = Array(
            #"{"resourceType":"Patient","id":"\#(Canary.brokerAway.rawValue)","name":[{"family":"\#(Canary.family.rawValue)"}]}"#
                .utf8)
        try await ask(
            "POST /fhir without a broker", 503, LoopbackRequest(method: "POST", path: "/fhir", headers: web, body: body)
        )
        try await eventually(within: .seconds(45), "readiness turns red") { [suite] in
            await suite.get("/readyz", from: .interactionCheck)?.status == 503
        }
        for service in ServiceName.allCases {
            let answer = try #require(await suite.get("/readyz?verbose", from: service))
            sinks.search("\(service.rawValue) /readyz?verbose without a broker", Data(answer.body.utf8))
        }
    }

    // MARK: Files

    func end() {
        for service in ServiceName.allCases { suite.end(service, with: SIGTERM) }
        suite.signalBroker(SIGKILL)
    }

    /// Everything on disk: what processes said, what they left lying about, and the stores, for who the patient is.
    func searchFiles() throws {
        for file in files(below: suite.directory) {
            let data = try Data(contentsOf: file)
            let name = file.path.replacing(suite.directory.path + "/", with: "")
            guard file.lastPathComponent.contains(".sqlite") else {
                sinks.search("file \(name)", data, mayBeEmpty: Self.mayBeEmpty.contains(file.lastPathComponent))
                continue
            }
            sinks.search(
                "store \(name), for who the patient is and what they earn", data,
                allowing: Set(Canary.allCases).subtracting(Canary.identity + [.income, .savings, .note]),
                mayBeEmpty: true)
        }
        let stored = files(below: suite.directory).filter { $0.lastPathComponent.contains(".sqlite") }
        let holding = try stored.filter { Canary.patient.isFound(in: try Data(contentsOf: $0)) }.map {
            $0.path.replacing(suite.directory.path + "/", with: "").prefix { $0 != "/" }
        }
        for service in ServiceName.allCases {
            #expect(holding.contains { $0 == service.rawValue }, "\(service.rawValue) does not keep the patient at all")
        }
        let left = files(below: temporary)
        let remains = try left.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }
        sinks.search("\(left.count) temporary files", remains, mayBeEmpty: true)
    }

    /// Locks hold nothing, and a broker that does its work says nothing.
    private static let mayBeEmpty: Set<String> = ["lock", "host.lock", "broker.log"]

    private func files(below folder: URL) -> [URL] {
        let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
        return (found?.allObjects ?? []).compactMap { $0 as? URL }.filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }.sorted { $0.path < $1.path }
    }
}
