import FHIRModels
import HTTPTypes
import MedicationDomain

/// One call of a hook, read: whose orders they are, what they are, and what came along.
struct HookCall: Sendable {
    /// As many orders as interaction-check takes at once.
    static let mostDrafts = 50

    let service: CDSService
    let hookInstance: String
    let patient: PatientID
    let encounter: EncounterID?
    var drafts: [HookDraft]
    /// The drafts whose cards are wanted: those just chosen, else all.
    var focus: Set<OrderID>
    /// Resources beside the drafts, as they came.
    var resources: [JSONValue]
    /// Sentences on what could not be read.
    var problems: [String]
    /// Sentences worth knowing that take nothing from the check.
    var remarks: [String]
    /// How `medication-verify` named its order: the published page contradicts itself.
    var verifyKey: String?

    /// Reads the body of `POST /cds-services/{id}`.
    init(_ body: JSONValue, to service: CDSService) throws(CDSRefusal) {
        let root = try CDSElement(body, at: "")
        guard try root.required("hook") == service.rawValue else {
            throw .bad("hook", "This service is called by the hook \(service.rawValue).")
        }
        let instance = try root.required("hookInstance")
        guard CardID.isUUID(instance) else { throw .bad("hookInstance", "A UUID stands here.") }
        // cds-r-1: whoever lets the service read says where.
        if root["fhirAuthorization"] != nil, root["fhirServer"] == nil { throw .missing("fhirServer") }
        let context = try root.object("context")
        if service != .medicationRefill { _ = try context.required("userId") }
        self.service = service
        hookInstance = instance.lowercased()
        patient = try HookCall.patient(in: context)
        encounter = try context.text("encounterId").map { EncounterID(HookCall.id($0, of: "Encounter")) }
        var orders = try HookOrders(of: service, in: context, patient: patient)
        let told = PrefetchReading(root["prefetch"], patient: patient, orders: Set(orders.drafts.map(\.id)))
        orders.resources += told.resources
        (drafts, verifyKey) = (orders.drafts, orders.verifyKey)
        (resources, problems, remarks) = (orders.resources, orders.problems + told.problems, orders.remarks)
        focus = Set(drafts.map(\.id))
        if service == .orderSelect {
            let chosen = try HookCall.selections(in: context)
            // A selection that may be an order and is none of the drafts: then nobody knows which, and all are looked at.
            if chosen.isSubset(of: focus) { focus = chosen }
        }
        try refuseUnnamedMedicines()
    }

    private static func patient(in context: CDSElement) throws(CDSRefusal) -> PatientID {
        let id = id(try context.required("patientId"), of: "Patient")
        guard !id.isEmpty, id.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") }) else {
            throw .bad("context.patientId")
        }
        return PatientID(id)
    }

    /// Some senders write the reference for the id.
    private static func id(_ text: String, of type: String) -> String {
        text.hasPrefix("\(type)/") ? String(text.dropFirst(type.count + 1)) : text
    }

    private static func selections(in context: CDSElement) throws(CDSRefusal) -> Set<OrderID> {
        guard let items = context["selections"]?.items else { throw .missing("context.selections") }
        var chosen: Set<OrderID> = []
        for (number, item) in items.enumerated() {
            guard let text = item.text else { throw .bad("context.selections[\(number)]") }
            if let id = order(in: text) { chosen.insert(id) }
        }
        return chosen
    }

    /// The id behind a reference, relative or whole, with a version or without; nil where it names another type.
    private static func order(in selection: String) -> OrderID? {
        let parts = selection.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return OrderID(selection) }
        guard let type = parts.lastIndex(of: Substring(FHIRMedicationRequest.typeName)) else {
            return parts.count == 2 ? nil : OrderID(selection)
        }
        return type + 1 < parts.count ? OrderID(String(parts[type + 1])) : OrderID(selection)
    }

    /// The medicine itself is what cannot be done without: when no order tells it, there is nothing to check.
    private func refuseUnnamedMedicines() throws(CDSRefusal) {
        guard !drafts.isEmpty, drafts.allSatisfy({ $0.medicine(among: resources) == nil }) else { return }
        throw CDSRefusal(
            .preconditionFailed, .notFound,
            "The medicine is a reference to a resource that was not sent; Titrate fetches none. Send it along.",
            at: "MedicationRequest.medicationReference")
    }
}

/// An order somebody is about to place, verify or refill.
struct HookDraft: Sendable {
    let id: OrderID
    /// Whether the sender gave the id, so that an action may name it.
    let isNamed: Bool
    let request: FHIRMedicationRequest
    /// As it is asked about.
    let resource: JSONValue

    /// Withdrawing it is no stop.
    var isDraft: Bool { isNamed && request.status == .draft }

    /// What the sender calls the medicine, with its codings; nil when nothing tells.
    func medicine(among resources: [JSONValue]) -> FHIRCodeableConcept? {
        switch request.medication {
        case .concept(let concept): return concept
        case .reference(let reference):
            if case .medication(let medication)? = request.resolveContained(reference) { return medication.named }
            for resource in resources where resource["resourceType"]?.text == FHIRMedication.typeName {
                guard case .medication(let medication)? = try? FHIRResource.decode(resource) else { continue }
                if medication.id != nil, medication.id == reference.logicalID { return medication.named }
            }
            return reference.display.map { FHIRCodeableConcept(text: $0) }
        }
    }
}

extension FHIRMedication {
    fileprivate var named: FHIRCodeableConcept? {
        if let code { return code }
        let concepts = ingredients.compactMap { ingredient in
            if case .concept(let concept) = ingredient.item { concept } else { nil }
        }
        return concepts.count == 1 ? concepts[0] : nil
    }
}
