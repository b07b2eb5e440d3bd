import KnowledgeFiles
import MedicationDomain

extension MedicineClass {
    init(_ node: KnowledgeNode, in place: FilePlace) throws {
        let fields = try node.mapping(allowed: [
            "id", "name", "depressant", "includes", "evidence", "cite", "washout", "single-dose", "members",
        ])
        let washout = try Washout(try fields.required("washout"))
        self.init(
            id: try fields.string("id"), name: try fields.string("name"),
            isDepressant: try fields.optionalBoolean("depressant") ?? false,
            members: try fields.list("members").map { try ClassMember($0, washout: washout.span) },
            includes: try fields.optionalStrings("includes"), evidence: try fields.evidence(),
            citations: try fields.citations(), washout: washout,
            singleDose: try fields.optional("single-dose").map(SingleDose.init), reviewBy: place.reviewBy)
        var names: Set<String> = []
        for (member, node) in zip(members, try fields.list("members")) where !names.insert(member.name).inserted {
            throw node.error(.duplicateEntry, "\"\(member.name)\" is a member already")
        }
    }
}

extension ClassMember {
    init(_ node: KnowledgeNode, washout: Span) throws {
        let fields = try node.mapping(allowed: ["name", "rxnorm", "atc", "codes", "washout-hours"])
        self.init(
            name: try fields.string("name"), rxNormCode: try fields.optionalString("rxnorm"),
            atcCodes: try fields.optionalStrings("atc"),
            codes: try fields.optionalChoice("codes", EvidenceLevel.self) ?? .reference,
            washout: try fields.optionalDouble("washout-hours").map { .hours($0) } ?? washout)
    }
}

extension SingleDose {
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["routes", "hours", "evidence", "cite"])
        self.init(
            routes: Set(try fields.list("routes").map { try $0.choice(Route.self) }),
            span: .hours(try fields.double("hours")), evidence: try fields.evidence(),
            citations: try fields.citations())
        if span <= .zero || routes.isEmpty { throw node.error(.invalid, "name routes, and a time above nothing") }
    }
}

extension Washout {
    /// Hours; a value that no document confirms needs no citation, but must say that it has none.
    init(_ node: KnowledgeNode) throws {
        let fields = try node.mapping(allowed: ["hours", "evidence", "cite"])
        let evidence = try fields.evidence()
        let isBacked = evidence != .unverified && evidence != .house
        self.init(
            span: .hours(try fields.double("hours")), evidence: evidence,
            citations: isBacked || fields.optional("cite") != nil ? try fields.citations() : [])
        if span <= .zero { throw node.error(.invalid, "a washout is longer than nothing") }
    }
}
