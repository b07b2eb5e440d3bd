/// Where a Bundle's resources are found by URL, and by type and id.
struct FHIRBundleIndex: Hashable, Sendable {
    private(set) var byURL: [String: Int] = [:]
    private(set) var byTypeAndID: [String: Int] = [:]

    /// The first of several entries wins: in a history that is the newest.
    init(_ entries: [FHIRBundle.Entry]) {
        for entry in entries {
            guard let resource = entry.resource else { continue }
            if let url = entry.fullURL, byURL[url] == nil { byURL[url] = entry.index }
            guard let id = resource.meta?.id else { continue }
            let name = "\(resource.typeName)/\(id)"
            if byTypeAndID[name] == nil { byTypeAndID[name] = entry.index }
        }
    }
}

extension FHIRBundle {
    /// The resource a reference means: by its URL, relative to the entry it stands in, by type and id, or contained.
    public func resolve(_ reference: FHIRReference, from entry: Entry? = nil) -> FHIRResource? {
        if reference.containedID != nil { return entry?.resource?.content?.resolveContained(reference) }
        guard let url = reference.unversioned else { return nil }
        if let found = index.byURL[url] { return entries[found].resource }
        guard let target = reference.typeAndID, !url.contains("://") else { return nil }
        let name = "\(target.type)/\(target.id)"
        if let base = entry?.serverBase, let found = index.byURL[base + name] { return entries[found].resource }
        return index.byTypeAndID[name].flatMap { entries[$0].resource }
    }

    /// The id of the entry's patient: a patient of this Bundle under their own id, or lacking one, under the id
    /// of the URL they are sent as; otherwise the id the reference names. Nil for a patient inside the resource.
    public func patientID(of entry: Entry) -> String? {
        if case .patient(let patient) = entry.resource { return patient.meta.id ?? entry.urlID }
        guard let reference = entry.resource?.patientReference else { return nil }
        if reference.containedID == nil, case .patient(let patient) = resolve(reference, from: entry) {
            return patient.meta.id ?? reference.logicalID
        }
        return reference.logicalID(of: FHIRPatient.typeName)
    }
}

extension FHIRBundle.Entry {
    fileprivate var urlID: String? { FHIRReference(reference: fullURL).logicalID }

    /// `http://host/fhir/` in `http://host/fhir/MedicationRequest/7`.
    fileprivate var serverBase: String? {
        guard let fullURL, fullURL.contains("://"),
            let target = FHIRReference(reference: fullURL).typeAndID
        else { return nil }
        return String(fullURL.dropLast(target.type.count + 1 + target.id.count))
    }
}
