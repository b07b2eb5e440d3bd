import FHIRModels
import HL7v2

/// An ORC and what stands behind it, up to the next one.
struct OrderGroup {
    let control: HL7Segment
    var segments: [HL7Segment] = []

    /// A segment that says what is ordered, dispensed or given, and what stands behind it.
    struct Detail {
        var segment: HL7Segment
        var behind: ArraySlice<HL7Segment>
    }

    func details(_ name: String) -> (before: ArraySlice<HL7Segment>, details: [Detail]) {
        let places = segments.indices.filter { segments[$0].name == name }
        let ends = places.dropFirst() + [segments.endIndex]
        let details = zip(places, ends).map { start, end in
            Detail(segment: segments[start], behind: segments[(start + 1)..<end])
        }
        return (segments[..<(places.first ?? segments.endIndex)], details)
    }

    /// The timings behind a detail, else those before it, else RXE-1, else ORC-7.
    func timings(
        behind: ArraySlice<HL7Segment>, before: ArraySlice<HL7Segment>
    ) throws(HL7Error) -> [OrderTiming] {
        let own = try OrderGroup.timings(behind)
        return own.isEmpty ? try timings(before: before) : own
    }

    func timings(before: ArraySlice<HL7Segment>) throws(HL7Error) -> [OrderTiming] {
        let own = try OrderGroup.timings(before)
        guard own.isEmpty else { return own }
        let encoded = segments.first { $0.name == "RXE" }
        let written = try encoded.map { (segment) throws(HL7Error) in try TimingReading.read(segment, 1) } ?? []
        return written.isEmpty ? try TimingReading.read(control, 7) : written
    }

    static func timings(_ segments: ArraySlice<HL7Segment>) throws(HL7Error) -> [OrderTiming] {
        var timings: [OrderTiming] = []
        for segment in segments where segment.name == "TQ1" {
            // As many as a field may have repetitions; more is no prescription.
            guard timings.count < HL7Limits.standard.maximumRepetitions else {
                throw HL7Error(.tooLarge, at: segment.place)
            }
            timings.append(try TimingReading.read(segment))
        }
        return timings
    }

    /// One concept of all routes; the codes are not translated.
    static func route(_ segments: some Sequence<HL7Segment>) throws(HL7Error) -> JSONValue? {
        var routes: [HL7Repetition] = []
        for segment in segments where segment.name == "RXR" {
            guard routes.count < HL7Limits.standard.maximumRepetitions else {
                throw HL7Error(.tooLarge, at: segment.place)
            }
            if let route = try segment.first(1) { routes.append(route) }
        }
        let others = routes.dropFirst().flatMap { Concepts.codings($0, system: CodeSystems.route) }
        return Concepts.concept(routes.first, system: CodeSystems.route, more: others)
    }
}

extension MessageMapping {
    /// Segments that mean an order of something else (ORM): a test, supplies, a diet.
    private static let otherDetails: Set<String> = ["OBR", "RQD", "RQ1", "ODS", "ODT"]
    private static let pharmacy: Set<String> = ["RXO", "RXE", "RXD", "RXA", "RXR", "RXC"]
    private static let findings: Set<String> = ["AL1", "DG1", "OBR", "OBX"]

    mutating func readOrders(detail: String) throws(HL7Error) {
        var head: [HL7Segment] = []
        var groups: [OrderGroup] = []
        for segment in message.segments {
            if segment.name == "ORC" {
                groups.append(OrderGroup(control: segment))
            } else if !groups.isEmpty {
                groups[groups.count - 1].segments.append(segment)
            } else if MessageMapping.pharmacy.contains(segment.name) {
                throw HL7Error(.missingElement, at: "ORC")
            } else {
                head.append(segment)
            }
        }
        try readFindings(head)
        guard !groups.isEmpty else { throw HL7Error(.missingElement, at: "ORC") }
        var prior: String?
        for group in groups { try read(group, detail: detail, replacing: &prior) }
    }

    private mutating func read(
        _ group: OrderGroup, detail name: String, replacing prior: inout String?
    ) throws(HL7Error) {
        let control = group.control
        let (before, details) = group.details(name)
        let isOther = group.segments.contains { MessageMapping.otherDetails.contains($0.name) }
        if message.header.type == "ORM", details.isEmpty, isOther { return }
        let meaning = try control.required(control.code(1, OrderControl.table), 1)
        if meaning == .nothingNew { return }
        let id = try control.required(either(control.identifier(2), or: control.identifier(3)), 2)
        let status: String
        if case .status(let told) = meaning {
            status = told
        } else {
            status = try control.required(control.code(5, OrderControl.orderStatus), 5)
        }
        guard let first = details.first else {
            let place = control.occurrence > 1 ? "\(name)[\(control.occurrence)]" : name
            throw HL7Error(.missingElement, at: place)
        }
        let order = OrderContext(group: group, before: before, id: id, status: status, prior: prior)
        switch name {
        case "RXD": try readDispenses(details, of: order)
        case "RXA": try readAdministrations(details, of: order)
        default:
            // One order is one medicine: a second one must not go unread.
            if details.count > 1 { throw HL7Error(.badValue, at: details[1].segment.place) }
            try readOrder(first, of: order)
        }
        if try OrderControl.replacing.contains(control.text(1) ?? "") { prior = id }
        try readFindings(group.segments.filter { MessageMapping.findings.contains($0.name) })
    }
}

/// What an ORC says, with what stands around it.
struct OrderContext {
    var group: OrderGroup
    /// The segments between the ORC and the first detail.
    var before: ArraySlice<HL7Segment>
    var id: String
    /// MedicationRequest.status.
    var status: String
    /// The order that gave way to this one, told by the groups before.
    var prior: String?
    var control: HL7Segment { group.control }
}
