import Foundation
import HL7v2
import KnowledgeFiles
import ServiceHost

/// Reads who sends, as strictly as knowledge is read: a mistake is named with its line.
struct SourcesFile {
    static let setting = Setting(
        "sources", default: "",
        help: "A YAML file of the hospital systems that send: how each is told apart and read; none: there is one.")

    private let path: String
    private let root: KnowledgeNode

    /// - Parameter path: empty for a single source that nothing is said of.
    static func sources(at path: String) throws -> HospitalSources {
        path.isEmpty ? HospitalSources() : try SourcesFile(path: path).sources()
    }

    init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw KnowledgeError(file: path, code: .unreadable, message: "cannot be read")
        }
        try self.init(path: path, text: text)
    }

    init(path: String, text: String) throws {
        (self.path, root) = (path, try KnowledgeFile(path: path, text: text).root())
    }

    func sources() throws -> HospitalSources {
        let fields = try root.mapping(allowed: ["patient-key-file", "sources"])
        let key = try fields.optional("patient-key-file").map(patientKey)
        let nodes = try fields.list("sources")
        guard !nodes.isEmpty else { throw try fields.required("sources").error(.emptyValue, "a source is needed") }
        var known = KnownSources(isAlone: nodes.count == 1)
        let sources = try nodes.map { node in
            let source = try source(node, key: key)
            try known.note(source, at: node)
            return source
        }
        return HospitalSources(sources)
    }

    private static let keys = ["name", "assigner", "ce-sources", "unmarked", "senders", "hl7v2"]

    private func source(_ node: KnowledgeNode, key: PatientKey?) throws -> HospitalSource {
        let fields = try node.mapping(allowed: SourcesFile.keys)
        return HospitalSource(
            name: try fields.string("name"),
            identity: SourceIdentity(assigner: try fields.optional("assigner").map(assigner), key: key),
            origins: Set(try fields.optionalStrings("ce-sources")),
            takesUnmarked: try fields.optionalBoolean("unmarked") ?? false,
            senders: Set(try fields.optionalList("senders").map(sender)),
            hl7: try fields.optional("hl7v2").map(hl7) ?? HL7Source())
    }

    /// No dot, which ends it in every id, and short, so that there is room for the id.
    private func assigner(_ node: KnowledgeNode) throws -> String {
        let text = try node.string()
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain, text.utf8.count <= 16 else {
            throw node.error(.notAllowed, "an assigner is 1 to 16 small letters, digits and dashes")
        }
        return text
    }

    private func sender(_ node: KnowledgeNode) throws -> HospitalSource.Sender {
        let fields = try node.mapping(allowed: ["application", "facility"])
        let sender = HospitalSource.Sender(
            application: try fields.optionalString("application"), facility: try fields.optionalString("facility"))
        guard sender.rank > 0 else {
            throw node.error(.missingKey, "a sender needs an application (MSH-3), a facility (MSH-4) or both")
        }
        return sender
    }

    private enum CharacterSet: String, CaseIterable {
        case utf8 = "UTF-8"
        case latin1 = "8859/1"
        case latin9 = "8859/15"
    }

    private enum SegmentEnd: String, CaseIterable { case required, optional }

    private static let hl7Keys = [
        "patient-identifier-type", "assigning-authority", "time-zone", "character-set", "last-segment-end",
    ]

    private func hl7(_ node: KnowledgeNode) throws -> HL7Source {
        let fields = try node.mapping(allowed: SourcesFile.hl7Keys)
        var source = HL7Source()
        if let type = try fields.optionalString("patient-identifier-type") { source.patientIdentifierType = type }
        source.assigningAuthority = try fields.optionalString("assigning-authority")
        if let zone = fields.optional("time-zone") {
            guard let read = HL7Zone(named: try zone.string()) else {
                throw zone.error(.notAllowed, "a zone is a name such as America/Chicago or an offset such as -06:00")
            }
            source.settings.zone = read
        }
        switch try fields.optionalChoice("character-set", CharacterSet.self) {
        case .utf8: source.settings.characterSet = .utf8
        case .latin9: source.settings.characterSet = .latin9
        case .latin1, nil: source.settings.characterSet = .latin1
        }
        let end = try fields.optionalChoice("last-segment-end", SegmentEnd.self)
        source.settings.acceptsUnendedSegment = end == .optional
        return source
    }

    /// The secret from its own file, beside this one unless the path is absolute; errors name the place only.
    private func patientKey(_ node: KnowledgeNode) throws -> PatientKey {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        let file = URL(fileURLWithPath: try node.string(), relativeTo: folder)
        var status = stat()
        guard stat(file.path, &status) == 0, let data = try? Data(contentsOf: file) else {
            throw node.error(.unreadable, "the key file cannot be read")
        }
        guard status.st_mode & 0o007 == 0 else {
            throw node.error(.invalid, "the key file can be read by everybody on this machine; chmod 600 mends it")
        }
        // Editors and `echo` end a file with a line break, which is no part of a secret.
        let bytes = data.reversed().drop { $0 == 0x0A || $0 == 0x0D }.reversed()
        guard let key = PatientKey(Array(bytes)) else {
            throw node.error(.invalid, "the key file must hold \(PatientKey.leastBytes) bytes or more")
        }
        return key
    }
}

/// What the sources read so far claim, so that no record is of two of them.
private struct KnownSources {
    let isAlone: Bool
    private var names: Set<String> = []
    private var origins: Set<String> = []
    private var senders: Set<HospitalSource.Sender> = []
    private var isUnmarkedTaken = false
    private var haveAssigners: Bool?

    init(isAlone: Bool) { self.isAlone = isAlone }

    mutating func note(_ source: HospitalSource, at node: KnowledgeNode) throws {
        guard names.insert(source.name).inserted else {
            throw node.error(.duplicateEntry, "the name \(source.name) is given twice")
        }
        guard origins.isDisjoint(with: source.origins), senders.isDisjoint(with: source.senders),
            !(isUnmarkedTaken && source.takesUnmarked)
        else { throw node.error(.duplicateEntry, "what tells this source is another's already") }
        origins.formUnion(source.origins)
        senders.formUnion(source.senders)
        isUnmarkedTaken = isUnmarkedTaken || source.takesUnmarked
        let isTold = !source.origins.isEmpty || !source.senders.isEmpty || source.takesUnmarked
        guard isAlone || isTold else {
            throw node.error(.missingKey, "one of several sources needs ce-sources, senders or unmarked")
        }
        // An id that stands alone could be written to look like another source's.
        let hasAssigner = source.identity.assigner != nil
        guard haveAssigners ?? hasAssigner == hasAssigner else {
            throw node.error(.invalid, "either every source has an assigner or none has")
        }
        haveAssigners = hasAssigner
    }
}
