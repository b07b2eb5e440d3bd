import EventContracts
import Foundation
import MedicationDomain
import ServiceHost
import ServiceRuntime
import Testing

@testable import CostAssistance
@testable import Gateway
@testable import InteractionCheck
@testable import Prescribing
@testable import Titrate
@testable import WithdrawalMonitor

/// The table of rights says what the programs themselves say.
@Suite struct TopicAccessTests {
    private static let definitions: Result<[ServiceDefinition], any Error> = Result {
        [
            try PrescribingService.define(SettingValues()), try InteractionCheckService.define(SettingValues()),
            try WithdrawalMonitorService.define(SettingValues()), try CostAssistanceService.define(SettingValues()),
        ]
    }

    @Test func everyServiceMayDoWhatItsDefinitionNeedsAndNoMore() throws {
        for definition in try TopicAccessTests.definitions.get() {
            let access = TopicAccess.of(definition.name)
            let own =
                definition.outputs.map(\.name) + [.deadLetters(of: definition.name), .status(of: definition.name)]
            let intake = definition.intake
            let reads =
                definition.inputs + definition.questionTopics + own + [intake?.source].compactMap { $0 }
                + definition.watches.map { .status(of: $0) }
            let replies = definition.questions.isEmpty ? [] : [TopicName.replies(of: definition.name)]
            let watch = definition.watches.isEmpty ? [] : [TopicName.sources(of: definition.name)]
            let writes = own + replies + watch + [intake?.target].compactMap { $0 }
            #expect(Set(access.reads) == Set(reads), "\(definition.name) reads")
            #expect(Set(access.writes) == Set(writes), "\(definition.name) writes")
            let groups = [definition.group] + (intake == nil ? [] : ["prescribing-intake.v\(definition.generation)"])
            #expect(access.groups == groups.sorted())
            #expect(!access.createsTopics)
        }
    }

    @Test func theGatewayReadsWhatItProjects() {
        let access = TopicAccess.of(.gateway)
        #expect(
            Set(access.reads)
                == Set(
                    Projection.inputs + ReplyFollower.topics + HealthReading.topics + [.requests(to: .costAssistance)]))
        #expect(access.groups.isEmpty)
    }

    @Test func everyTopicHasAReaderAndAWriterAndNobodyNeedsAnother() {
        let known = Set(TopicCatalog.all.map(\.name))
        for access in TopicAccess.all {
            #expect(known.isSuperset(of: access.reads + access.writes + access.describes), "\(access.principal)")
        }
        // What a gateway would refuse if it refused anything.
        let silent: Set<TopicName> = [.deadLetters(of: .gateway)]
        let written = Set(TopicAccess.all.flatMap(\.writes))
        #expect(known.subtracting(written) == silent)
    }

    @Test func onlyTheHospitalTheGatewayAndTheOperatorMayWriteWhereFactsComeIn() {
        func writers(of topic: TopicName) -> Set<String> {
            Set(TopicAccess.all.filter { $0.writes.contains(topic) }.map(\.principal))
        }
        #expect(writers(of: .hospitalEvents) == ["hospital", "gateway", "operator"])
        #expect(writers(of: .prescribingIntake) == ["prescribing", "operator"])
        #expect(writers(of: .prescribingEvents) == ["prescribing"])
        #expect(writers(of: .audit) == ["gateway"])
    }

    // MARK: As it is shown

    private func document(_ name: String) throws -> String {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "Docs/\(name)"), encoding: .utf8)
    }

    @Test func theDocumentShowsTheTableOfTheCode() throws {
        let table = ACLText.table.joined(separator: "\n")
        #expect(try document("Security.md").contains(table), "Docs/Security.md needs what `titrate acls` prints")
    }

    @Test func theDocumentSaysHowLongEveryTopicIsKept() throws {
        let lines = try document("Privacy.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        for topic in TopicCatalog.all {
            let service = ServiceName.allCases.first { topic.name.rawValue.hasPrefix("\($0.rawValue).") }?.rawValue
            let anyService = topic.name.rawValue.replacing(service ?? "?", with: "<service>")
            let line = lines.first { $0.contains("`\(topic.name)`") } ?? lines.first { $0.contains("`\(anyService)`") }
            let kept =
                switch topic.retention {
                case .forever: "for ever"
                case .compacted: "the newest of each key"
                case .limited(let span): span >= .days(1) ? "\(span.milliseconds / 86_400_000) days" : "1 hour"
                }
            #expect(line?.contains("| \(kept) |") == true, "\(topic.name): \(kept)")
        }
    }

    @Test func eachRightIsOneCommandForOnePrincipal() throws {
        let lines = ACLText.commands(prefix: "User:titrate-")
        let rights = TopicAccess.all.reduce(0) {
            $0 + $1.reads.count + $1.writes.count + $1.describes.count + $1.groups.count
                + ($1.readerPrefix == nil ? 0 : 1) + ($1.createsTopics ? 1 : 0)
        }
        #expect(lines.count == rights)
        #expect(
            lines.contains {
                $0.hasSuffix(
                    "--allow-principal 'User:titrate-prescribing' --operation READ --topic hospital.events.v1")
            })
        #expect(lines.contains { $0.hasSuffix("--operation READ --group prescribing-intake.v1") })
    }

    @Test func theTableAsJSONIsTheTable() throws {
        let read = try JSONDecoder().decode([TopicAccess].self, from: Data(try ACLText.json().utf8))
        #expect(read == TopicAccess.all)
    }
}
