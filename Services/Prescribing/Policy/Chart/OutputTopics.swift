import EventContracts

// Everything `prescribing` says but its alerts travels on one topic, told apart by type.

extension Topic where Payload == OrderEvent { static var orders: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == DispenseEvent { static var dispenses: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == AdministrationEvent { static var administrations: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == ReportedMedicationEvent {
    static var reportedMedications: Self { Topic(.prescribingEvents) }
}
extension Topic where Payload == PatientEvent { static var patients: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == ObservationEvent { static var observations: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == ConditionEvent { static var conditions: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == AllergyEvent { static var allergies: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == StayEvent { static var stays: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == CoverageEvent { static var coverages: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == ClaimEvent { static var claims: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == CareEvent { static var cares: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == TitrationPlan { static var titrationPlans: Self { Topic(.prescribingEvents) } }
extension Topic where Payload == TitrationRefusal { static var titrationRefusals: Self { Topic(.prescribingEvents) } }
