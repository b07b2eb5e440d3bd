/// What somebody is to the suite; the words stand in tokens.
public enum Role: String, Hashable, Codable, Sendable, CaseIterable {
    /// A program of a hospital: posts documents, asks for advice, reads findings.
    case hospitalSystem = "hospital-system"
    /// Sees alerts and medicines and answers alerts; nothing of income.
    case pharmacist
    /// Sees drug, quantity and run-out date, and asks who can help pay; nothing else clinical.
    case finance
    /// Sees how the suite is; nothing of patients.
    case `operator`
}
