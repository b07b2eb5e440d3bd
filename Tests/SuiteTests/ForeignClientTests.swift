import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceRuntime
import TestSupport
import Testing

@testable import Titrate

extension ProcessTests {
    /// What a system that is not ours sees, with kcat and over HTTP, on the real executables.
    @Suite(.serialized) struct ForeignClientTests {
        @Test(.timeLimit(.minutes(5))) func theSuiteAnswersForeignClients() async throws {
            let suite = try await RunningSuite()
            try await suite.startAll([
                .withdrawalMonitor: ["--settle-window", "2s"], .prescribing: ["--quiet-after", "50s"],
            ])
            try await kcatSeesTheAlertWhateverTheKeyAndHeaders(suite)
            try await badInputIsInTheDeadLettersByteForByte(suite)
            try await onePatientHasOneProfileHoweverRecordsArePlaced(suite)
            try await nothingOfAPatientIsInLogsOrMetrics(suite)
            try await aStoppedServiceIsSeenOnTheWorklist(suite)
            try await aQuietHospitalIsSeenOnTheWorklist(suite)
        }

        // MARK: kcat

        private func kcat(_ suite: RunningSuite, _ arguments: [String], _ value: [UInt8]) throws {
            let (status, _) = try ChildProcess.run(
                "kcat", ["-P", "-b", suite.bootstrap, "-t", "hospital.events.v1", "-D", "\u{1}"] + arguments,
                input: value)
            #expect(status == 0)
        }

        private func kcatSeesTheAlertWhateverTheKeyAndHeaders(_ suite: RunningSuite) async throws {
            let cases: [(patient: String, arguments: [String])] = [
                ("kcat-bare", []),
                ("kcat-key", ["-k", "kcat-key", "-X", "partitioner=murmur2_random"]),
                ("kcat-headers", ["-H", "content-type=application/fhir+json"]),
                (
                    "kcat-event",
                    [
                        "-k", "any", "-H", "ce_specversion=1.0", "-H", "ce_id=his-1", "-H", "ce_source=/his",
                        "-H", "ce_type=org.example.order.placed", "-H", "content-type=application/fhir+json",
                    ]
                ),
            ]
            for (patient, arguments) in cases {
                var hospital = Hospital()
                hospital.addPatient(patient)
                hospital.addBaclofen(patient)
                for record in hospital.records { try kcat(suite, [], record) }
                try await eventually("baclofen is in the profile") {
                    try await suite.records(on: [.withdrawalEvents]).contains {
                        $0.message.header("ce_subject") == patient
                    }
                }
                let order = hospital.fhir.order(
                    "oxy-\(patient)", of: patient, medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"),
                    milligrams: 5, perDay: 3)
                let began = ContinuousClock.now
                try kcat(suite, arguments, SampleFHIR.bytes(order))
                try await eventually("the alert is on Kafka") {
                    try alerts(suite).contains {
                        $0["patientId"] as? String == patient && $0["kind"] as? String == "interaction"
                    }
                }
                print("kcat \(patient): typed to seen, two kcat starts included: \(ContinuousClock.now - began)")
                let latency = try await latency(of: patient, in: suite)
                print("kcat \(patient): from the order on Kafka to the alert on Kafka: \(latency.milliseconds) ms")
                #expect(latency < .seconds(1))
            }
        }

        /// From the order's arrival on Kafka to the alert's.
        private func latency(of patient: String, in suite: RunningSuite) async throws -> Span {
            let order = try #require(
                try await suite.records(on: [.hospitalEvents]).last {
                    String(decoding: $0.message.value ?? [], as: UTF8.self).contains("oxy-\(patient)")
                })
            let alert = try #require(
                try await suite.records(on: [.alerts(of: .interactionCheck)]).first {
                    $0.message.header("ce_subject") == patient
                })
            return alert.timestamp.since(order.timestamp)
        }

        /// What `kcat -C` shows on the alerts topic.
        private func alerts(_ suite: RunningSuite) throws -> [[String: Any]] {
            let (_, output) = try ChildProcess.run(
                "kcat",
                [
                    "-C", "-b", suite.bootstrap, "-t", "interaction-check.alerts.v1", "-o", "beginning", "-e", "-q",
                    "-f",
                    "%s\n",
                ])
            return output.split(separator: UInt8(ascii: "\n")).compactMap {
                (try? JSONSerialization.jsonObject(with: Data($0))) as? [String: Any]
            }
        }

        // MARK: Bad input

        private func badInputIsInTheDeadLettersByteForByte(_ suite: RunningSuite) async throws {
            let fhir = SampleFHIR(now: Instant(Date()))
            let placed = SampleFHIR.bytes(
                fhir.order("dup-1", of: "bad-1", medicine: .baclofen10, milligrams: 5, perDay: 3))
            let reused = SampleFHIR.bytes(
                fhir.order("dup-1", of: "bad-1", medicine: .baclofen10, milligrams: 10, perDay: 3))
            let headers = [
                Header("ce_specversion", "1.0"), Header("ce_id", "same-id"), Header("ce_source", "/his"),
                Header("ce_type", "org.example.order"), Header("content-type", "application/fhir+json"),
            ]
            let truncated = Array(#"{"resourceType":"MedicationRequest","id":"t-1","status":"#.utf8)
            let invalidUTF8 = Array(#"{"resourceType":"Patient","id":""#.utf8) + [0xc3, 0x28] + Array("\"}".utf8)
            let bad: [(message: Message, codes: Set<String>)] = [
                (
                    Message(value: truncated, headers: [Header("content-type", "application/fhir+json")]),
                    ["truncated", "not-json"]
                ),
                (Message(key: Array("k".utf8), value: nil), ["no-data"]),
                (Message(value: invalidUTF8), ["invalid-utf8", "not-json"]),
                (Message(value: reused, headers: headers), ["id-reused"]),
            ]
            let producer = try suite.log.makeProducer()
            try await producer.append([
                OutgoingRecord(topic: .hospitalEvents, message: Message(value: placed, headers: headers))
            ])
            try await eventually("the first order is accepted") {
                try await suite.records(on: [.prescribingEvents]).contains {
                    $0.message.header("ce_entityid") == "order:dup-1@bad-1"
                }
            }
            try await producer.append(bad.map { OutgoingRecord(topic: .hospitalEvents, message: $0.message) })
            for (message, codes) in bad {
                try await eventually("a dead letter with \(codes)") {
                    try await suite.records(on: [.deadLetters(of: .prescribing)]).contains { letter in
                        letter.message.value == message.value && letter.message.key == message.key
                            && codes.contains(letter.message.header("x-error-code") ?? "")
                            && letter.message.headers.starts(with: message.headers)
                    }
                }
            }
            let tooLarge = OutgoingRecord(
                topic: .hospitalEvents, message: Message(value: [UInt8](repeating: UInt8(ascii: " "), count: 5_000_000))
            )
            let refused = try await expectThrown(LogError.self) { try await producer.append([tooLarge]) }
            #expect(refused.remedy == .reject)
            await producer.close(within: .seconds(2))
            var next = Hospital()
            next.addPatient("after-bad")
            next.addBaclofen("after-bad")
            try await publish(next.records, to: suite)
            try await eventually("the next good record is processed") {
                try await suite.records(on: [.prescribingEvents]).contains {
                    $0.message.header("ce_entityid") == "order:bac-after-bad@after-bad"
                }
            }
        }

        // MARK: Placement

        private func onePatientHasOneProfileHoweverRecordsArePlaced(_ suite: RunningSuite) async throws {
            var hospital = Hospital()
            hospital.addPatient("placed")
            hospital.addBaclofen("placed")
            let opioid = hospital.fhir.order(
                "oxy-placed", of: "placed", medicine: SampleMedicine("Oxycodone 5 MG Oral Tablet", "7804"),
                milligrams: 5,
                perDay: 3)
            hospital.add(opioid)
            let placements: [[String]] = [
                ["-k", "placed", "-X", "partitioner=consistent"], ["-k", "placed", "-X", "partitioner=murmur2_random"],
                [],
                ["-k", "other", "-X", "partitioner=consistent"], ["-p", "7"],
            ]
            for (index, record) in hospital.records.enumerated() {
                try kcat(suite, placements[index % placements.count], record)
            }
            try await eventually("one profile knows both medicines") {
                try alerts(suite).contains { alert in
                    alert["patientId"] as? String == "placed" && (alert["medications"] as? [Any])?.count ?? 0 >= 2
                }
            }
            let partitions = Set(
                try await suite.records(on: [.prescribingIntake]).filter { $0.message.header("ce_subject") == "placed" }
                    .map(\.partition.partition))
            #expect(partitions.count == 1)
        }

        private func publish(_ records: [[UInt8]], to suite: RunningSuite) async throws {
            let producer = try suite.log.makeProducer()
            try await producer.append(records.map(Hospital.record))
            await producer.close(within: .seconds(5))
        }

        // MARK: Privacy

        private func nothingOfAPatientIsInLogsOrMetrics(_ suite: RunningSuite) async throws {
            let marks = [
                "kcat-bare", "kcat-key", "kcat-event", "after-bad", "Testina", "Canaryname", "dup-1", "Oxycodone",
            ]
            for service in ServiceName.allCases {
                let log = try String(
                    contentsOf: suite.directory.appending(path: "\(service.rawValue)-1.log"), encoding: .utf8)
                let metrics = try #require(await suite.get("/metrics", from: service)).body
                #expect(!log.isEmpty && !metrics.isEmpty)
                for mark in marks {
                    #expect(!log.contains(mark), "\(mark) in the log of \(service.rawValue)")
                    #expect(!metrics.contains(mark), "\(mark) in the metrics of \(service.rawValue)")
                }
            }
        }

        // MARK: Silence

        private func aQuietHospitalIsSeenOnTheWorklist(_ suite: RunningSuite) async throws {
            try await eventually(within: .seconds(90), "the worklist says that the hospital is quiet") {
                await suite.page("/worklist")?.body.contains("hospital.events.v1 has gone quiet") == true
            }
            var hospital = Hospital()
            hospital.addPatient("loud")
            try await publish(hospital.records, to: suite)
            try await eventually(within: .seconds(30), "and that it is heard again") {
                await suite.page("/worklist")?.body.contains("hospital.events.v1 has gone quiet") == false
            }
        }

        private func aStoppedServiceIsSeenOnTheWorklist(_ suite: RunningSuite) async throws {
            try await eventually(within: .seconds(45), "all services have reported") {
                let page = await suite.page("/worklist")
                return page?.status == 200 && page?.body.contains("not checked since") == false
            }
            suite.stop(.interactionCheck)
            try await eventually(within: .seconds(60), "the worklist says that checks have stopped") {
                let page = await suite.page("/worklist")
                return page?.body.contains("not checked since") == true
                    && page?.body.contains("interaction-check") == true
            }
        }
    }
}
