public import MedicationDomain

/// The suite is to forget a patient: what is open about them is closed, what is kept of them goes.
///
/// It travels every way on which the patient's facts travel, so that each service hears it in its place among them;
/// what is told of the patient after it begins anew.
public struct PatientForgotten: EntityPayload {
    public static let types: [EventType] = ["org.titrate.patient.forgotten.v1"]
    /// The reason with which everything open ends.
    public static let resolution = "patient forgotten"

    public var patientId: PatientID
    /// When it was asked for; from `prescribing` on, when the log took it in, which tells one forgetting from another.
    public var at: Instant
    /// Who asked for it, as the operator says; no part of any verdict.
    public var by: String

    public init(patientId: PatientID, at: Instant, by: String) {
        (self.patientId, self.at, self.by) = (patientId, at, by)
    }

    /// Its own entity rather than the patient's: it must be heard even when newer facts of the patient stand.
    public var entityID: EntityID { EntityID("\(PatientForgotten.entityPrefix)\(patientId.rawValue)") }
    public static let entityPrefix = "forgetting:"
}
