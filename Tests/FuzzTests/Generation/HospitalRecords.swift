import EventContracts

/// Hospital records: a document in no envelope, in a binary one, in a structured one, or something else altogether.
enum HospitalRecords {
    private static let contentTypes = [
        "application/fhir+json", "application/json", "application/fhir+xml", "x-application/hl7-v2+er7", "text/plain",
        "",
        "application/cloudevents+json", "application/cloudevents", "APPLICATION/FHIR+JSON; charset=utf-16",
    ]
    private static let beginnings = ["MSH|^~\\&|", "\u{B}FHS|", "<Patient/>", " \n<", "[", "\u{0}", ""]

    /// Records that are mostly taken, so that what is judged sees their numbers.
    static func makeReadable(_ chance: inout Chance) -> Message {
        var tree = chance.oneIn(2) ? chance.pick(FHIRDocuments.trees) : FHIRDocuments.bundle(&chance)
        tree.stretch(&chance)
        return Message(key: nil, value: tree.bytes(&chance))
    }

    static func make(_ chance: inout Chance) -> Message {
        var document = FHIRDocuments.make(&chance)
        if chance.oneIn(30) { document = Array((chance.pick(beginnings) + Canary.text).utf8) }
        if chance.oneIn(10) { document = HL7Messages.make(&chance) }
        let key: [UInt8]? = chance.oneIn(3) ? nil : Array(chance.pick(["p-1", Canary.text, "\u{0}"]).utf8)
        switch chance.below(4) {
        case 0: return Envelopes.binary(around: document, type: "hospital.order", key: key, &chance)
        case 1: return Envelopes.structured(around: document, type: "hospital.order", key: key, &chance)
        default:
            let headers = chance.oneIn(2) ? [Header("content-type", chance.pick(contentTypes))] : []
            return Message(key: key, value: chance.oneIn(100) ? nil : document, headers: headers)
        }
    }
}
