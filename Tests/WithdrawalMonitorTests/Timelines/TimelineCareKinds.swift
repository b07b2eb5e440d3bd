import EventContracts
import KnowledgeFiles
import MedicationDomain

// Events of care beside medicines, and the keys they add to others.

extension TimelineEvent {
    /// `means` as in the knowledge, or a `cpt` or `snomed` code; `starts` and `ends` where they are not the line's moment.
    static let cares = Reader(keys: ["means", "cpt", "snomed", "state", "starts", "ends", "encounter", "retracted"]) {
        line in
        let fields = line.fields
        var codes: [CodedConcept] = []
        if let meaning = try fields.optionalString("means") {
            codes.append(CodedConcept(system: "urn:titrate:care", code: meaning))
        }
        if let code = try fields.optionalString("cpt") {
            codes.append(CodedConcept(system: "http://www.ama-assn.org/go/cpt", code: code))
        }
        if let code = try fields.optionalString("snomed") {
            codes.append(CodedConcept(system: "http://snomed.info/sct", code: code))
        }
        return CareEvent(
            careId: ResourceID(try line.id()), resourceType: .procedure, patientId: line.patient,
            status: try line.status(), state: try fields.optionalChoice("state") ?? .done, codes: codes,
            encounterId: try fields.optionalString("encounter").map { EncounterID($0) },
            startsAt: try line.instant("starts") ?? line.at, endsAt: try line.instant("ends"))
    }
}

extension TimelineLine {
    /// `times-a-day` as an instruction of its own, or as needed.
    func schedule() throws -> [DosageInstruction] {
        let isNeeded = try fields.optionalBoolean("as-needed") ?? false
        let times = try fields.optionalInteger("times-a-day")
        guard times != nil || isNeeded else { return [] }
        return [
            DosageInstruction(
                timing: times.map { DoseTiming(frequency: $0, period: 1, periodUnit: .day) }, asNeeded: isNeeded,
                route: .oral, dose: DoseAmount(10, .milligram))
        ]
    }

    /// `aspirated`, `expected` or `alarm`, in millilitres.
    func pumpVolume(_ kind: String) throws -> ObservationEvent {
        ObservationEvent(
            observationId: ResourceID(try id()), patientId: patient, status: try status(), kind: .other,
            system: "urn:titrate:pump", code: "\(kind)-volume", value: try fields.double("value"),
            unit: try fields.optionalString("unit") ?? "mL", observedAt: at)
    }
}
