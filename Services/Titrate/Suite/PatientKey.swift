import FHIRModels
import HL7v2

/// The key under which a hospital record is published: its patient's id, so that one patient's records keep their order.
enum PatientKey {
    /// Nil for what names no patient, or several; such records go anywhere, as other systems' records do.
    static func of(_ resource: [UInt8]) -> [UInt8]? {
        if HL7Record.isLikely(resource) {
            return (try? HL7Record(resource))?.onlyPatient.map { Array($0.utf8) }
        }
        guard let decoded = try? FHIRResource.decode(resource) else { return nil }
        let ids: Set<String?>
        if case .bundle(let bundle) = decoded {
            ids = Set(bundle.resources.map { $0.patientReference?.logicalID ?? patientID(of: $0) })
        } else {
            ids = [decoded.patientReference?.logicalID ?? patientID(of: decoded)]
        }
        guard ids.count == 1, let id = ids.first ?? nil else { return nil }
        return Array(id.utf8)
    }

    private static func patientID(of resource: FHIRResource) -> String? {
        guard case .patient(let patient) = resource else { return nil }
        return patient.id
    }
}
