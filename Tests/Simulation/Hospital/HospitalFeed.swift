import EventContracts
import Foundation
import MedicationDomain

@testable import Titrate

/// An invented hospital's records of some days, from a seed: orders placed, changed, stopped, retracted, supplies,
/// kidney values, stays, repeats, late versions, and bytes that cannot be read.
struct HospitalFeed {
    private var random: SampleRandom
    private var items: [FeedItem] = []
    private var now = Plan.start
    private let patients: [String]
    private var versions: [String: Int] = [:]
    private var baclofen: [String: Int] = [:]
    private var authored: [String: Any] = [:]
    private var latest: [String: (status: String, version: Int)] = [:]
    private var people: [String: (version: Int, survivor: String?)] = [:]

    static func make(count: Int, patients: Int, _ random: inout SampleRandom) -> [FeedItem] {
        var feed = HospitalFeed(patients: patients, random: random)
        feed.admitEverybody()
        while feed.items.count < count { feed.addSomething() }
        random = feed.random
        return feed.items
    }

    private init(patients: Int, random: SampleRandom) {
        self.random = random
        self.patients = (0..<patients).map { "pat-\($0)" }
    }

    private func fhir(_ later: Span = .zero) -> SampleFHIR { SampleFHIR(now: now + later) }

    /// An order is written once: each of its editions names the same moment, whichever of them is read.
    private mutating func dated(_ edition: SampleFHIR.JSON, of order: String) -> SampleFHIR.JSON {
        if authored[order] == nil { authored[order] = edition["authoredOn"] }
        return edition.merging(["authoredOn": authored[order] as Any]) { $1 }
    }

    private mutating func admitEverybody() {
        for id in patients {
            add(
                .otherFact, of: id,
                fhir().patient(
                    id, born: Plan.start.day.adding(days: -40 * 366), sex: "female",
                    name: (given: "Testina", family: Canary.name)))
            add(.otherFact, of: id, fhir().eGFR("egfr-\(id)", of: id, value: 95, daysAgo: 20))
            placeBaclofen(of: id, number: 0, isContinuing: true)
        }
    }

    private mutating func addSomething() {
        let id = patients.randomElement(using: &random) ?? "pat-0"
        switch Int.random(in: 0..<22, using: &random) {
        case 0...6: partnerOrder(of: id)
        case 7...8: changePartner(of: id, to: "stopped")
        case 9: changePartner(of: id, to: "entered-in-error")
        case 10: stopAndReorder(of: id)
        case 11: repeatSomething()
        case 12: unreadable()
        case 13: lateVersion(of: id)
        case 14:
            let value = Double.random(in: 65...100, using: &random).rounded()
            add(.otherFact, of: id, fhir().eGFR("egfr-\(id)-\(items.count)", of: id, value: value, daysAgo: 1))
        case 15...17:
            let order = "bac-\(id)-\(baclofen[id] ?? 0)"
            add(
                .dispense("disp-\(items.count)", patient: id, isRetracted: false), of: id,
                fhir().dispense(
                    "disp-\(items.count)", of: id, order: order, medicine: .baclofen10, tablets: 90, days: 30,
                    daysAgo: 0))
        case 18: add(.otherFact, of: id, ["resourceType": "Appointment", "id": "app-\(items.count)"])
        case 19, 20: mergeOrPart(id)
        default: bundle(of: id)
        }
    }

    /// Two ids turn out to be one person, or two after all; chains and circles happen, too.
    private mutating func mergeOrPart(_ id: String) {
        let known = people[id] ?? (1, nil)
        let others = patients.filter { $0 != id && $0 != known.survivor }
        let survivor =
            known.survivor == nil || Int.random(in: 0..<3, using: &random) == 0
            ? others.randomElement(using: &random) : nil
        people[id] = (known.version + 1, survivor)
        var body = fhir().patient(
            id, born: Plan.start.day.adding(days: -40 * 366), sex: "female",
            name: (given: "Testina", family: Canary.name))
        body["meta"] = ["versionId": String(known.version + 1)]
        if let survivor {
            body["link"] = [["other": ["reference": "Patient/\(survivor)"], "type": "replaced-by"] as [String: Any]]
        }
        add(.merge(id, into: survivor, version: known.version + 1), of: id, body)
    }

    private mutating func placeBaclofen(of id: String, number: Int, isContinuing: Bool, prior: String? = nil) {
        baclofen[id] = number
        let order = "bac-\(id)-\(number)"
        let state = OrderState(status: .active, isBaclofen: true, medicine: "baclofen", alerts: false)
        versions[order] = 1
        let body = fhir().order(
            order, of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, version: 1, prior: prior,
            daysAgo: prior == nil ? 60 : 0, isContinuing: isContinuing)
        add(.order(order, patient: id, version: 1, state: state), of: id, dated(body, of: order))
    }

    private mutating func partnerOrder(of id: String) {
        let partner = partners.randomElement(using: &random) ?? partners[0]
        order("o-\(id)-\(partner.code)", of: id, partner, status: "active")
    }

    private mutating func changePartner(of id: String, to status: String) {
        let partner = partners.randomElement(using: &random) ?? partners[0]
        let name = "o-\(id)-\(partner.code)"
        guard versions[name] != nil else { return partnerOrder(of: id) }
        order(name, of: id, partner, status: status)
    }

    private mutating func order(_ name: String, of id: String, _ partner: Partner, status: String) {
        let version = versions[name, default: 0] + 1
        versions[name] = version
        let (meaning, body) = edition(name, of: id, partner, status: status, version: version)
        add(meaning, of: id, body)
    }

    private mutating func edition(
        _ name: String, of id: String, _ partner: Partner, status: String, version: Int
    ) -> (FeedItem.Meaning, SampleFHIR.JSON) {
        let states: [String: OrderState.Status] = ["stopped": .stopped, "entered-in-error": .retracted]
        let state = OrderState(
            status: states[status] ?? .active, isBaclofen: false, medicine: partner.text, alerts: partner.alerts)
        let body = fhir().order(
            name, of: id, medicine: SampleMedicine(partner.text, partner.code), milligrams: partner.milligrams,
            perDay: 1, status: status, version: version)
        return (.order(name, patient: id, version: version, state: state), dated(body, of: name))
    }

    /// The older edition of an order comes after the newer one.
    private mutating func lateVersion(of id: String) {
        let partner = partners.randomElement(using: &random) ?? partners[0]
        let name = "o-\(id)-\(partner.code)"
        let version = versions[name, default: 0] + 2
        versions[name] = version
        let newer = edition(name, of: id, partner, status: "stopped", version: version)
        let older = edition(name, of: id, partner, status: "active", version: version - 1)
        add(newer.0, of: id, newer.1)
        add(older.0, of: id, older.1)
    }

    /// Record systems renew by stopping and ordering anew, in either order.
    private mutating func stopAndReorder(of id: String) {
        let number = baclofen[id] ?? 0
        let name = "bac-\(id)-\(number)"
        let version = versions[name, default: 1] + 1
        versions[name] = version
        let state = OrderState(status: .stopped, isBaclofen: true, medicine: "baclofen", alerts: false)
        let body = fhir().order(
            name, of: id, medicine: .baclofen10, milligrams: 10, perDay: 3, status: "stopped", version: version,
            prior: number == 0 ? nil : "bac-\(id)-\(number - 1)", isContinuing: true)
        let stop = (FeedItem.Meaning.order(name, patient: id, version: version, state: state), dated(body, of: name))
        if Bool.random(using: &random) { add(stop.0, of: id, stop.1) }
        placeBaclofen(of: id, number: number + 1, isContinuing: true, prior: name)
        if case .order(let last, _, let other, _)? = items.dropLast().last?.meaning, last == name, other == version {
            return
        }
        add(stop.0, of: id, stop.1)
    }

    private mutating func repeatSomething() {
        guard let item = items.randomElement(using: &random) else { return }
        items.append(FeedItem(gap: .seconds(1), meaning: item.meaning, message: item.message))
    }

    private mutating func unreadable() {
        let texts: [[UInt8]?] = [
            Array(#"{"resourceType":"MedicationRequest","id":"t","status":"#.utf8), nil,
            Array(#"{"resourceType":"Patient","id":"\#(Canary.name)"#.utf8) + [0xc3, 0x28],
            Array(#"{"resourceType":"MedicationRequest","id":"m","status":"active"}"#.utf8),
            Array("\(Canary.name)".utf8),
        ]
        let value = texts.randomElement(using: &random) ?? nil
        let message = Message(
            key: Array("k\(items.count)".utf8), value: value, headers: [Header("content-type", "application/fhir+json")]
        )
        items.append(FeedItem(gap: .seconds(5), meaning: .unreadable, message: message))
    }

    private mutating func bundle(of id: String) {
        let value = Double.random(in: 70...100, using: &random).rounded()
        let bundle = fhir().bundle([
            fhir().eGFR("egfr-b-\(items.count)", of: id, value: value, daysAgo: 2),
            fhir().condition("cond-\(items.count)", of: id, icd10: "G35", text: "Multiple sclerosis"),
        ])
        add(.otherFact, of: id, bundle)
    }

    private mutating func add(_ meaning: FeedItem.Meaning, of patient: String, _ resource: SampleFHIR.JSON) {
        let gap = Span.seconds(Double(Int.random(in: 1...1200, using: &random)))
        now = now + gap
        items.append(
            FeedItem(
                gap: gap, meaning: meaning,
                message: Message(key: Array(patient.utf8), value: SampleFHIR.bytes(resource))))
    }

    /// A medicine beside baclofen whose washout is over within two weeks.
    struct Partner {
        let text: String
        let code: String
        let milligrams: Double
        let alerts: Bool
    }

    private var partners: [Partner] { HospitalFeed.partners }
    static let partners = [
        Partner(text: "Oxycodone 5 MG Oral Tablet", code: "7804", milligrams: 5, alerts: true),
        Partner(text: "Zolpidem 5 MG Oral Tablet", code: "39993", milligrams: 5, alerts: true),
        Partner(text: "Gabapentin 300 MG Oral Capsule", code: "25480", milligrams: 300, alerts: true),
        Partner(text: "Tizanidine 2 MG Oral Tablet", code: "57258", milligrams: 2, alerts: true),
        Partner(text: "Omeprazole 20 MG Oral Capsule", code: "7646", milligrams: 20, alerts: false),
    ]
}
