import FHIRModels
import HTTPTypes
import MedicationDomain

/// The orders in a hook's context, and the resources that travel with them.
struct HookOrders {
    private(set) var drafts: [HookDraft] = []
    var resources: [JSONValue] = []
    private(set) var problems: [String] = []
    private(set) var remarks: [String] = []
    private(set) var verifyKey: String?
    private let patient: PatientID

    init(of service: CDSService, in context: CDSElement, patient: PatientID) throws(CDSRefusal) {
        self.patient = patient
        switch service {
        case .orderSelect, .orderSign: try takeBundle("draftOrders", in: context)
        case .medicationRefill: try takeBundle("medications", in: context)
        case .medicationVerify: try takeVerified(in: context)
        }
        guard !drafts.isEmpty || problems.isEmpty else {
            throw CDSRefusal(.badRequest, .invalid, problems.joined(separator: " "), at: context.path)
        }
    }

    private mutating func takeBundle(_ name: String, in context: CDSElement) throws(CDSRefusal) {
        let bundle = try context.object(name)
        guard bundle["resourceType"]?.text == FHIRBundle.typeName else {
            throw .bad(bundle.place("resourceType"), "A Bundle stands here.")
        }
        let entries = bundle["entry"]
        guard let items = entries?.items ?? (entries == nil ? [] : nil) else { throw .bad(bundle.place("entry")) }
        guard items.count <= FHIRLimits.standard.maximumEntries else {
            throw CDSRefusal(.badRequest, .tooCostly, "The Bundle has too many entries.", at: bundle.place("entry"))
        }
        for (number, item) in items.enumerated() {
            let place = "\(bundle.place("entry"))[\(number)].resource"
            guard let resource = item["resource"] else { continue }
            try take(resource, sentAs: item["fullUrl"]?.text, at: place)
        }
    }

    /// The table of the published page says `medication`, its example `order.resource`; both are taken.
    private mutating func takeVerified(in context: CDSElement) throws(CDSRefusal) {
        if let medication = context["medication"] {
            verifyKey = "medication"
            return try take(medication, sentAs: nil, at: "context.medication")
        }
        guard let order = context["order"] else { throw .missing("context.medication") }
        verifyKey = "order"
        try take(order["resource"] ?? order, sentAs: nil, at: "context.order.resource")
    }

    private mutating func take(_ value: JSONValue, sentAs url: String?, at place: String) throws(CDSRefusal) {
        guard case .object(var members) = value, let type = members["resourceType"]?.text else {
            return problems.append("\(place) is no FHIR resource.")
        }
        guard type == FHIRMedicationRequest.typeName else {
            // Other orders are not ours; a Medication is pointed to by those that are.
            if type == FHIRMedication.typeName { resources.append(value) }
            return
        }
        let sentID = members["id"]?.text ?? FHIRReference(reference: url).logicalID
        members["id"] = .string(sentID ?? "unnamed-\(drafts.count + 1)")
        let request: FHIRMedicationRequest
        do throws(FHIRError) {
            guard case .medicationRequest(let read) = try FHIRResource.decode(.object(members), at: place) else {
                return
            }
            request = read
        } catch {
            return problems.append("An order could not be read: \(error.description).")
        }
        guard request.subject.logicalID(of: FHIRPatient.typeName) == patient.rawValue else {
            throw CDSRefusal(
                .badRequest, .conflict, "The order is of another patient than the call.", at: "\(place).subject")
        }
        take(request, members, isNamed: sentID != nil)
    }

    private mutating func take(_ request: FHIRMedicationRequest, _ members: [String: JSONValue], isNamed: Bool) {
        // An order not to give something adds nothing to what the patient takes.
        guard !request.doNotPerform else { return }
        guard let id = request.id, !drafts.contains(where: { $0.id == OrderID(id) }) else {
            return problems.append("Two orders bear the same id; the first was looked at.")
        }
        switch request.status {
        case .draft, .active, .onHold, .unknown: break
        case .cancelled, .completed, .stopped, .enteredInError:
            return remarks.append(
                "An order that ends (\(request.status.rawValue)) is judged once that has been recorded: a sudden stop of "
                    + "baclofen can be dangerous.")
        }
        guard drafts.count < HookCall.mostDrafts else {
            return problems.append("Only the first \(HookCall.mostDrafts) orders were looked at.")
        }
        var asked = members
        // The question is what would be, were it ordered: a proposal is looked at as the order it may become.
        asked["intent"] = .string(FHIRMedicationRequest.Intent.order.rawValue)
        drafts.append(HookDraft(id: OrderID(id), isNamed: isNamed, request: request, resource: .object(asked)))
    }
}
