import EventContracts
import EventLog
import Foundation
import MedicationDomain
import ServiceHost
import ServiceRuntime

/// A patient out of a FHIR R4 Bundle, read and judged by `prescribing` as any hospital record is, so that there is one
/// reader in the suite; what it understood goes through the handlers that run in production.
struct BundleCheck {
    /// A file, or `-` for standard input.
    var file: String
    /// The program that reads; it stands beside this one.
    var reader = BundleCheck.prescribing

    /// The patient, and what of the Bundle could not be read.
    struct Outcome {
        var profile: MedicationProfile
        var notRead: [String]
    }

    func patient(by loaded: LoadedInteractionKnowledge, asOf now: Instant) throws(BundleProblem) -> Outcome {
        try Self.patient(in: try output(asOf: now), by: loaded)
    }

    /// The patient of events, one a line, with remarks of the reader between them.
    static func patient(
        in output: [UInt8], by loaded: LoadedInteractionKnowledge
    ) throws(BundleProblem) -> Outcome {
        let lines = output.split(separator: UInt8(ascii: "\n"))
        let events = lines.filter { $0.first == UInt8(ascii: "{") }
        var notRead = lines.filter { $0.first != UInt8(ascii: "{") }.map { String(decoding: $0, as: UTF8.self) }
        do {
            let definition = InteractionCheckService.define(loaded)
            let partition = try OfflinePartition(definition)
            var patients: Set<PatientID> = []
            for event in try HistoryLines(Array(events.joined(separator: [UInt8(ascii: "\n")])), definition: definition)
                .events
            {
                let published = try partition.deliver(event.message, on: event.topic, at: event.time)
                let refused = published.filter { $0.topic == .deadLetters(of: .interactionCheck) }
                notRead += refused.map { _ in "one fact was refused" }
                if let subject = try CloudEvent(event.message).subject { patients.insert(PatientID(subject)) }
            }
            let profiles = try partition.read { store in
                try patients.sorted().compactMap { try store.document(.profiles, of: $0) as MedicationProfile? }
            }
            // A record that was merged into another says nothing of its own.
            let living = profiles.filter { $0.mergedInto == nil }
            guard let profile = living.first else { throw BundleProblem.nobody(notRead) }
            guard living.count == 1 else { throw BundleProblem.several(living.count) }
            return Outcome(profile: profile, notRead: notRead)
        } catch let problem as BundleProblem {
            throw problem
        } catch {
            throw .notUnderstood
        }
    }

    private func output(asOf now: Instant) throws(BundleProblem) -> [UInt8] {
        let process = Process()
        let output = Pipe()
        process.executableURL = reader
        process.arguments = ["review", "--events", "--as-of", now.description, file]
        process.standardOutput = output
        do {
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            // 2: something could not be read, and is said among the lines.
            guard process.terminationReason == .exit, [0, 1, 2].contains(process.terminationStatus) else {
                throw BundleProblem.notUnderstood
            }
            return Array(bytes)
        } catch let problem as BundleProblem {
            throw problem
        } catch {
            throw .noReader(reader.path)
        }
    }

    /// The suite's executables stand beside each other.
    private static var prescribing: URL {
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: own).deletingLastPathComponent().appending(path: ServiceName.prescribing.rawValue)
    }
}

/// Why there is no patient to check; no text names one.
enum BundleProblem: Error, Hashable, CustomStringConvertible {
    case noReader(String)
    case notUnderstood
    case nobody([String])
    case several(Int)

    var description: String {
        switch self {
        case .noReader(let path): "prescribing, which reads Bundles, cannot be started: \(path)"
        case .notUnderstood: "the Bundle was not understood"
        case .nobody(let notRead):
            (["there is no patient with medicines or facts in it"] + notRead).joined(separator: "\n")
        case .several(let count): "there are \(count) patients in it: check one at a time"
        }
    }

    var exitCode: HostExitCode {
        switch self {
        case .noReader: .unavailable
        case .notUnderstood, .nobody, .several: .knowledge
        }
    }
}
