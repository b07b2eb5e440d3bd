import EventContracts
import FHIRModels
import MedicationDomain

/// Who the patient is, what they have, where they are and who pays.
enum PersonReading {
    static func read(_ patient: FHIRPatient, _ place: ResourcePlace) throws(ResourceSkip) -> PatientEvent {
        let sex: PatientEvent.Sex? =
            switch patient.gender {
            case .male: .male
            case .female: .female
            case .other: .other
            case .unknown: .unknown
            case nil: nil
            }
        let (replacedBy, replaces) = try links(patient.links, place)
        return PatientEvent(
            patientId: place.patient,
            change: replacedBy != nil ? .merged : patient.isDeceased == true ? .died : .updated,
            birthDate: patient.birthDate?.latest,
            sex: sex, isDeceased: patient.isDeceased, deceasedAt: patient.deceasedAt?.latest,
            otherPatientId: replacedBy, replaces: replaces)
    }

    static func read(_ condition: FHIRCondition, _ place: ResourcePlace) -> ConditionEvent {
        let isCurrent =
            switch condition.clinicalStatus {
            case .active, .recurrence, .relapse, nil: true
            case .inactive, .remission, .resolved: false
            }
        let onset: Instant? = if case .moment(let moment) = condition.onset { moment.earliest } else { nil }
        return ConditionEvent(
            conditionId: ResourceID(place.id), patientId: place.patient,
            status: condition.verificationStatus == .enteredInError ? .retracted : .recorded,
            isActive: isCurrent && condition.verificationStatus != .refuted, codes: codes(condition.code),
            text: condition.code?.name, onsetAt: onset)
    }

    static func read(_ allergy: FHIRAllergyIntolerance, _ place: ResourcePlace) throws(ResourceSkip) -> AllergyEvent {
        guard let code = allergy.code ?? allergy.reactions.lazy.compactMap(\.substance).first else {
            throw .failed(IntakeFailure(code: "missing-element", path: "\(place.path).code"))
        }
        let isCurrent = allergy.clinicalStatus ?? .active == .active
        return AllergyEvent(
            allergyId: ResourceID(place.id), patientId: place.patient,
            status: allergy.verificationStatus == .enteredInError ? .retracted : .recorded,
            isActive: isCurrent && allergy.verificationStatus != .refuted, substance: place.medicines.read(code))
    }

    /// Visits that leave the patient at home for the night are no stays.
    private static let visits: Set<String> = ["AMB", "HH", "VR", "FLD"]

    static func read(_ encounter: FHIREncounter, _ place: ResourcePlace) throws(ResourceSkip) -> StayEvent {
        if let code = encounter.classCode.code, visits.contains(code) { throw .ignored(code) }
        let change: StayEvent.Change
        switch encounter.status {
        case .arrived, .triaged, .inProgress, .onleave: change = .started
        case .finished: change = .ended
        case .cancelled, .enteredInError: change = .retracted
        case .planned, .unknown: throw .ignored(encounter.status.rawValue)
        }
        let locations = encounter.locations
        let current = locations.last { $0.status == .active } ?? locations.last
        return StayEvent(
            encounterId: EncounterID(place.id), patientId: place.patient, change: change,
            encounterClass: encounter.classCode.code,
            locationId: place.references.id(current?.location).map { LocationID($0) },
            startedAt: encounter.period?.start?.earliest, endedAt: encounter.period?.end?.latest)
    }

    static func read(_ coverage: FHIRCoverage, _ place: ResourcePlace) throws(ResourceSkip) -> CoverageEvent {
        if coverage.status == .draft { throw .ignored(coverage.status.rawValue) }
        return CoverageEvent(
            coverageId: ResourceID(place.id), patientId: place.patient,
            status: coverage.status == .enteredInError ? .retracted : .recorded, isActive: coverage.status == .active,
            kind: coverage.type?.codings.lazy.compactMap(\.code).first ?? coverage.type?.text,
            payerId: coverage.payor.lazy.compactMap(\.logicalID).first,
            startsOn: coverage.period?.start?.earliest.day, endsOn: coverage.period?.end?.latest.day)
    }

    private static func codes(_ concept: FHIRCodeableConcept?) -> [CodedConcept] {
        (concept?.codings ?? []).compactMap { coding in
            coding.system.flatMap { system in coding.code.map { CodedConcept(system: system, code: $0) } }
        }
    }
}
