import ServiceRuntime

extension DocumentTable where Document == MedicationProfile {
    /// One profile per patient.
    static var profiles: Self { DocumentTable("medicationProfile") }
}
