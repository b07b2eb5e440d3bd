import FHIRModels
import MedicationDomain

/// What an ordering system sent along: all, some or none of it, in pages, or errors in its place. Nothing of it is taken
/// for granted, and what is not there is said.
struct PrefetchReading {
    /// The kinds that say something here.
    private static let read: Set<String> = [
        "Patient", "Observation", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement",
        "Medication",
    ]
    private static let mostResources = 500

    private(set) var resources: [JSONValue] = []
    private(set) var problems: [String] = []
    private var known: Set<String> = []
    private let patient: PatientID

    init(_ prefetch: JSONValue?, patient: PatientID, orders: Set<OrderID>) {
        self.patient = patient
        known = Set(orders.map { "\(FHIRMedicationRequest.typeName)/\($0.rawValue)" })
        switch prefetch {
        case nil, .null: break
        case .object(let members):
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                take(value, label: Prefetch(rawValue: key)?.label ?? "further data")
            }
        default: problems.append("Nothing that was sent along could be read.")
        }
    }

    private mutating func take(_ value: JSONValue, label: String) {
        switch value["resourceType"]?.text {
        case _ where value == .null: break
        case "OperationOutcome": problems.append(failed(label))
        case FHIRBundle.typeName: takePage(value, label: label)
        case .some: takeResource(value, label: label)
        case nil: problems.append("\(label.capitalizedFirst) could not be read: no FHIR resource was sent.")
        }
    }

    private mutating func takePage(_ bundle: JSONValue, label: String) {
        for entry in bundle["entry"]?.items ?? [] {
            guard let resource = entry["resource"] else { continue }
            if resource["resourceType"]?.text == "OperationOutcome" {
                // A search may append remarks; only what it could not do matters.
                let severities = resource["issue"]?.items?.compactMap { $0["severity"]?.text } ?? []
                if !Set(severities).isDisjoint(with: ["error", "fatal"]) { problems.append(failed(label)) }
                continue
            }
            takeResource(resource, label: label)
        }
        let links = bundle["link"]?.items ?? []
        if links.contains(where: { $0["relation"]?.text == "next" }) {
            problems.append("Of \(label), only the first page was sent.")
        }
    }

    private mutating func takeResource(_ value: JSONValue, label: String) {
        guard let type = value["resourceType"]?.text, Self.read.contains(type) else { return }
        if let id = value["id"]?.text, !known.insert("\(type)/\(id)").inserted { return }
        guard resources.count < Self.mostResources else {
            return note("More was sent along than is looked at.")
        }
        do throws(FHIRError) {
            let resource = try FHIRResource.decode(value)
            if let reference = resource.patientReference,
                reference.logicalID(of: FHIRPatient.typeName) != patient.rawValue
            {
                return note("What was sent along about another patient was left out.")
            }
            resources.append(value)
        } catch {
            problems.append("Part of \(label) could not be read: \(error.description).")
        }
    }

    private mutating func note(_ text: String) {
        if !problems.contains(text) { problems.append(text) }
    }

    private func failed(_ label: String) -> String {
        "\(label.capitalizedFirst) could not be read: the ordering system reported an error."
    }
}

extension String {
    /// As at the beginning of a sentence.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
