import FHIRModels
import MedicationDomain

extension PersonReading {
    /// Which record took this one's place, and whose place it took; other kinds of links say nothing of that.
    ///
    /// A link that cannot be read is no reason to act as if there were none: the resource is refused.
    static func links(
        _ links: [FHIRPatient.Link], _ place: ResourcePlace
    ) throws(ResourceSkip) -> (replacedBy: PatientID?, replaces: [PatientID]?) {
        var (replacedBy, replaces): (Set<PatientID>, Set<PatientID>) = ([], [])
        for (index, link) in links.enumerated() where link.type == .replacedBy || link.type == .replaces {
            guard (link.other.typeAndID?.type ?? link.other.type ?? FHIRPatient.typeName) == FHIRPatient.typeName else {
                continue
            }
            guard let id = place.references.id(link.other, of: FHIRPatient.typeName) else {
                throw .failed(IntakeFailure(code: "bad-value", path: "\(place.path).link[\(index)].other"))
            }
            if link.type == .replacedBy { replacedBy.insert(PatientID(id)) } else { replaces.insert(PatientID(id)) }
            guard replacedBy.count <= 1 else {
                throw .failed(IntakeFailure(code: "bad-value", path: "\(place.path).link[\(index)].type"))
            }
        }
        return (replacedBy.first, replaces.isEmpty ? nil : replaces.sorted())
    }
}
