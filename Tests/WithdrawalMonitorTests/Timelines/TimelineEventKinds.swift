import EventContracts
import KnowledgeFiles
import MedicationDomain

@testable import WithdrawalMonitor

// How each kind of event is written.

extension TimelineEvent {
    /// `dose` in mg/day (mcg/day when `pump`), left out when it could not be understood; `taper` or `titration` as the
    /// daily doses of steps of `step-days` days each.
    static let orders = Reader(
        keys: TimelineLine.medicineKeys + [
            "dose", "status", "since", "prior", "encounter", "pump", "context", "taper", "titration", "step-days",
            "days", "refills", "ends", "times-a-day", "as-needed",
        ]
    ) { line in
        let fields = line.fields
        let isPump = try fields.optionalBoolean("pump") ?? false
        let dose = try fields.optionalDouble("dose")
        let steps = try (fields.optional("taper") ?? fields.optional("titration"))?.list().map { try $0.double() }
        let status = try fields.optionalChoice("status", OrderEvent.Status.self) ?? .accepted
        let isEnd = status == .stopped || status == .completed || status == .held
        return OrderEvent(
            orderId: OrderID(try line.id()), patientId: line.patient, status: status,
            medication: try line.medication(), route: isPump ? .intrathecal : .oral,
            dosageInstructions: instructions(steps ?? [], days: try fields.optionalDouble("step-days") ?? 7)
                + (try line.schedule()),
            dailyDoseMilligrams: isPump ? nil : dose ?? steps?.first, dailyDoseMicrograms: isPump ? dose : nil,
            therapyContext: try fields.optionalChoice("context") ?? .unknown,
            startsAt: try line.instant("since") ?? (status == .accepted ? line.at : nil),
            endsAt: try line.instant("ends"),
            statusChangedAt: isEnd || status == .amended ? line.at : nil,
            priorOrderId: try fields.optionalString("prior").map { OrderID($0) },
            encounterId: try fields.optionalString("encounter").map { EncounterID($0) },
            refillsLeft: try fields.optionalInteger("refills"), daysSupply: try fields.optionalDouble("days"))
    }

    private static func instructions(_ steps: [Double], days: Double) -> [DosageInstruction] {
        steps.enumerated().map { index, dose in
            DosageInstruction(
                sequence: index + 1, timing: DoseTiming(frequency: 1, period: 1, periodUnit: .day, durationDays: days),
                route: .oral, dose: DoseAmount(dose, .milligram))
        }
    }

    /// `mg`, or `tablets` of `strength`, or `ml` at `per-ml`; none of them: a quantity nobody can read.
    static let dispenses = Reader(
        keys: TimelineLine.medicineKeys + ["mg", "tablets", "ml", "days", "of", "retracted", "refills", "handed"]
    ) { line in
        let fields = line.fields
        var quantity: DoseAmount?
        if let tablets = try fields.optionalDouble("tablets") { quantity = DoseAmount(tablets, .unit) }
        if let volume = try fields.optionalDouble("ml") { quantity = DoseAmount(volume, .milliliter) }
        return DispenseEvent(
            dispenseId: DispenseID(try line.id()), patientId: line.patient, status: try line.status(),
            orderId: try fields.optionalString("of").map { OrderID($0) }, medication: try line.medication(),
            quantity: quantity, quantityMilligrams: try fields.optionalDouble("mg"),
            daysSupply: try fields.optionalDouble("days"), handedOverAt: try line.instant("handed") ?? line.at,
            refillsLeft: try fields.optionalInteger("refills"))
    }

    /// Begins; `from` a moment it ends at the line's own; `retracted` takes it back.
    static let stays = Reader(keys: ["class", "from", "retracted"]) { line in
        let from = try line.instant("from")
        let isRetracted = try line.status() == .retracted
        return StayEvent(
            encounterId: EncounterID(try line.id()), patientId: line.patient,
            change: isRetracted ? .retracted : from == nil ? .started : .ended,
            encounterClass: try line.fields.optionalString("class") ?? "IMP", startedAt: from ?? line.at,
            endedAt: from == nil ? nil : line.at)
    }

    /// `pump` is a volume of the pump in mL, `home` what was counted at home; else `kind` as on the wire, `loinc` or
    /// `snomed` what was observed, `finding` a coded value in SNOMED CT.
    static let observations = Reader(
        keys: ["kind", "value", "unit", "loinc", "snomed", "pump", "finding", "home", "retracted"]
    ) {
        line in
        let fields = line.fields
        let loinc = try fields.optionalString("loinc")
        if let volume = try fields.optionalString("pump") { return try line.pumpVolume(volume) }
        let isHome = try fields.optionalBoolean("home") ?? false
        let code = try isHome ? ReportedStock.code : loinc ?? fields.optionalString("snomed")
        let system = isHome ? ReportedStock.system : loinc == nil ? "http://snomed.info/sct" : "http://loinc.org"
        return ObservationEvent(
            observationId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            kind: try fields.optionalChoice("kind") ?? .other, system: code.map { _ in system }, code: code,
            value: try fields.optionalDouble("value"), unit: try fields.optionalString("unit"),
            valueCode: try fields.optionalString("finding"), observedAt: line.at)
    }

    /// `outcome` as on the wire; `mg` or `mcg` given.
    static let administrations = Reader(
        keys: TimelineLine.medicineKeys + ["outcome", "of", "mg", "mcg", "ml", "pump", "retracted"]
    ) { line in
        let fields = line.fields
        var dose = try fields.optionalDouble("mg").map { DoseAmount($0, .milligram) }
        if let micrograms = try fields.optionalDouble("mcg") { dose = DoseAmount(micrograms, .microgram) }
        if let volume = try fields.optionalDouble("ml") { dose = DoseAmount(volume, .milliliter) }
        let outcome = try fields.string("outcome")
        guard let outcome = AdministrationEvent.Outcome(rawValue: outcome) else {
            throw try fields.required("outcome").error(.notAllowed, "not an outcome: \(outcome)")
        }
        return AdministrationEvent(
            administrationId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            outcome: outcome, orderId: try fields.optionalString("of").map { OrderID($0) },
            medication: try line.medication(),
            route: try fields.optionalBoolean("pump") ?? false ? .intrathecal : .oral, dose: dose,
            administeredAt: line.at)
    }

    static let conditions = Reader(keys: ["icd10", "snomed", "active", "retracted", "onset"]) { line in
        let icd = try line.fields.optionalString("icd10")
        let code = try icd ?? line.fields.string("snomed")
        let system = icd == nil ? "http://snomed.info/sct" : "http://hl7.org/fhir/sid/icd-10-cm"
        return ConditionEvent(
            conditionId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            isActive: try line.fields.optionalBoolean("active") ?? true,
            codes: [CodedConcept(system: system, code: code)], onsetAt: try line.instant("onset"))
    }

    /// `updated`, `died`, `merged` or `unmerged`.
    static let patients = Reader(keys: ["born", "sex"]) { line in
        let change = try line.fields.choice("patient", PatientEvent.Change.self)
        let sex = try line.fields.optionalString("sex").flatMap(PatientEvent.Sex.init)
        return PatientEvent(
            patientId: line.patient, change: change, birthDate: try line.fields.optionalDay("born"), sex: sex,
            isDeceased: change == .died ? true : nil, deceasedAt: change == .died ? line.at : nil,
            otherPatientId: change == .merged || change == .unmerged ? "other" : nil)
    }

    static let coverages = Reader(keys: ["active", "ends", "retracted"]) { line in
        CoverageEvent(
            coverageId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            isActive: try line.fields.optionalBoolean("active") ?? true, endsOn: try line.instant("ends")?.day)
    }

    /// To the open alert of that kind; the player fills in which.
    static let answers = Reader(keys: ["action", "reason"]) { line in
        AlertResponse(
            responseId: "\(line.kind)-\(line.at)", alertId: "", alertRevision: 1, patientId: line.patient,
            action: try line.fields.optionalChoice("action") ?? .acknowledged,
            reason: try line.fields.optionalString("reason").map { AlertResponse.Reason(code: $0) },
            by: AlertResponse.Actor(id: "pr-1", role: "pharmacist"), at: line.at)
    }

    static let reports = Reader(keys: TimelineLine.medicineKeys + ["dose", "active", "retracted"]) { line in
        let dose = try line.fields.optionalDouble("dose")
        return ReportedMedicationEvent(
            statementId: ResourceID(try line.id()), patientId: line.patient, status: try line.status(),
            isActive: try line.fields.optionalBoolean("active") ?? true, medication: try line.medication(),
            route: .oral, dosageInstructions: dose.map { instructions([$0], days: 400) } ?? [], startsAt: line.at)
    }
}
