import HL7v2

/// How one source writes its messages; what stands here is not told by the messages themselves.
struct HL7Source: Hashable, Sendable {
    /// CX.5 of the identifier that names the patient (HL7 table 0203: `MR` medical record number).
    var patientIdentifierType = "MR"
    /// CX.4 of it: another assigner's number is another patient's. Without one, all must come from the same.
    var assigningAuthority: String?
    /// Zone (UTC) and character set (ISO 8859/1) of messages that name none.
    var settings = HL7Settings()
}
