import EventContracts
import FHIRModels
import MedicationDomain

/// What a claim was for: its order and its medicines, as far as they travel along with the answer.
///
/// FHIR's answer names neither. Its `request` points to the claim, and the claim's `prescription` to the order; both
/// are looked up in the Bundle and inside the resource. A sender that keeps claims to itself names the order in the
/// extension `urn:titrate:prescription` (`valueReference`) of the answer.
struct ClaimSubject {
    let orderId: OrderID?
    let claimId: ResourceID?
    private let products: [(sequence: Int?, medication: Medication)]
    /// As its order says, where that travels along.
    private let ordered: Medication?

    init(_ response: FHIRClaimResponse, _ place: ResourcePlace) {
        let scope = place.references
        var claim: FHIRClaim?
        if let request = response.request, case .claim(let found) = scope.resolve(request) { claim = found }
        let pointer = response.prescription ?? claim?.prescription
        // What a claim contains, only the claim can show.
        let isInside = response.prescription == nil && pointer?.containedID != nil
        let target =
            pointer.flatMap { pointer in
                (isInside ? claim?.resolveContained(pointer) : nil) ?? scope.resolve(pointer)
            }
        orderId =
            pointer?.containedID == nil
            ? scope.id(pointer, of: FHIRMedicationRequest.typeName).map { OrderID($0) } : nil
        claimId = scope.id(response.request, of: FHIRClaim.typeName).map { ResourceID($0) }
        products = (claim?.items ?? []).compactMap { item in
            item.productOrService.map { (item.sequence, place.medicines.read($0)) }
        }
        if case .medicationRequest(let request) = target {
            ordered = Self.medication(of: request, in: place)
        } else {
            ordered = nil
        }
    }

    private static func medication(of request: FHIRMedicationRequest, in place: ResourcePlace) -> Medication {
        let route = request.dosageInstruction.lazy.compactMap(\.domain.route).first
        var scope = place.references
        if case .reference(let reference) = request.medication, reference.containedID != nil {
            scope = .alone(.medicationRequest(request))
        }
        return place.medicines.settled(place.medicines.read(request.medication, in: scope), by: route)
    }

    /// The claim's lines, for an answer that has none of its own.
    var sequences: [Int] { products.compactMap(\.sequence) }

    /// Whether it is about a medicine at all, and not about a visit or a test.
    var isMedicine: Bool { orderId != nil || ordered != nil || products.contains { $0.medication.isRecognized } }

    /// What was claimed counts before what was ordered: another product may have been handed over.
    func medication(of sequence: Int?) -> Medication? {
        let claimed = products.first { $0.sequence == sequence } ?? (products.count == 1 ? products.first : nil)
        guard let medication = claimed?.medication else { return ordered }
        guard !medication.isRecognized, let ordered, ordered.isRecognized, products.count <= 1 else {
            return medication
        }
        return ordered
    }
}
