public import MedicationDomain

/// When a patient's pump has to be filled again, with the arithmetic behind it.
///
/// It stands beside `SupplyProjection`: whoever has a pump need not have tablets, and the other way round.
public struct PumpProjection: EntityPayload {
    public enum State: String, Codable, Sendable, CaseIterable {
        case known
        /// There is a pump, and its dates cannot be told; `because` says why.
        case unknown
        /// There is no pump any more, or its fill was taken back.
        case absent
    }
    public static let types: [EventType] = ["org.titrate.pump.projected.v1"]

    public var patientId: PatientID
    public var state: State
    public var medication: Medication?
    public var dailyDoseMicrograms: Double?
    public var microgramsPerMilliliter: Double?
    public var filledOn: CalendarDay?
    public var filledMilliliters: Double?
    /// At the latest: the low reservoir, or the end of the drug's stability; nil: unknown, or no dose runs.
    public var refillBy: CalendarDay?
    public var appointmentBy: CalendarDay?
    public var lowReservoirOn: CalendarDay?
    public var emptyOn: CalendarDay?
    public var stableThrough: CalendarDay?
    /// The arithmetic, one step a line.
    public var because: [String]

    public init(
        patientId: PatientID, state: State, medication: Medication? = nil, dailyDoseMicrograms: Double? = nil,
        microgramsPerMilliliter: Double? = nil, filledOn: CalendarDay? = nil, filledMilliliters: Double? = nil,
        refillBy: CalendarDay? = nil, appointmentBy: CalendarDay? = nil, lowReservoirOn: CalendarDay? = nil,
        emptyOn: CalendarDay? = nil, stableThrough: CalendarDay? = nil, because: [String]
    ) {
        self.patientId = patientId
        self.state = state
        self.medication = medication
        self.dailyDoseMicrograms = dailyDoseMicrograms
        self.microgramsPerMilliliter = microgramsPerMilliliter
        self.filledOn = filledOn
        self.filledMilliliters = filledMilliliters
        self.refillBy = refillBy
        self.appointmentBy = appointmentBy
        self.lowReservoirOn = lowReservoirOn
        self.emptyOn = emptyOn
        self.stableThrough = stableThrough
        self.because = because
    }

    public var entityID: EntityID { EntityID("pump:\(patientId.rawValue)") }
}
