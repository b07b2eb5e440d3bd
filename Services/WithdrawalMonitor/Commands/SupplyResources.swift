import EventContracts
import FHIRModels
import MedicationCatalog
import MedicationDomain
import SigReading

/// A history as FHIR R4: a Bundle, one resource, or one resource on every line.
enum SupplyResources {
    static func history(_ bytes: [UInt8], asOf: CalendarDay?) throws(SupplyFileProblem) -> SupplyHistory {
        var reading = Reading(catalog: try catalog())
        for document in documents(in: bytes) {
            do {
                let resource = try FHIRResource.decode(document)
                if case .bundle(let bundle) = resource {
                    for entry in bundle.entries { reading.take(entry, of: bundle) }
                } else {
                    reading.take(resource, resolve: { resource.content?.resolveContained($0) })
                }
            } catch {
                throw SupplyFileProblem("\(error)")
            }
        }
        guard reading.patients.count <= 1 else { throw SupplyFileProblem("the file is about more than one patient") }
        let record = reading.record()
        guard let last = asOf ?? SupplyHistory.lastDay(of: record) else {
            throw SupplyFileProblem("the file holds no dispense of baclofen")
        }
        return SupplyHistory(record: record, asOf: last, leftOut: reading.leftOut)
    }

    private static func catalog() throws(SupplyFileProblem) -> MedicationCatalog {
        do {
            return try .standard
        } catch {
            throw SupplyFileProblem("the medication catalogue cannot be read")
        }
    }

    /// One for each line that closes itself, else the whole.
    private static func documents(in bytes: [UInt8]) -> [[UInt8]] {
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init).filter { line in
            !line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        }
        let isNDJSON = lines.count > 1 && lines.allSatisfy { (try? JSONValue(parsing: $0)) != nil }
        return isNDJSON ? lines : [bytes]
    }
}

/// Resources taken in one by one; what is not about baclofen is passed over.
private struct Reading {
    let catalog: MedicationCatalog
    var patients: Set<String> = []
    var leftOut: [String] = []
    private var orders: [OrderEvent] = []
    private var fills: [DispenseEvent] = []
    private var stays: [StayEvent] = []
    private var counts: [ObservationEvent] = []

    init(catalog: MedicationCatalog) { self.catalog = catalog }

    mutating func take(_ entry: FHIRBundle.Entry, of bundle: FHIRBundle) {
        switch entry.outcome {
        case .resource(let resource): take(resource, resolve: { bundle.resolve($0, from: entry) })
        case .failed(let error): leftOut.append("entry \(entry.index): \(error)")
        case .empty: break
        }
    }

    mutating func take(_ resource: FHIRResource, resolve: (FHIRReference) -> FHIRResource?) {
        switch resource {
        case .medicationRequest(let request): take(request, resolve)
        case .medicationDispense(let dispense): take(dispense, resolve)
        case .encounter(let encounter): take(encounter)
        case .observation(let observation): take(observation)
        default: return
        }
        if let patient = resource.patientReference?.reference { patients.insert(patient) }
    }

    func record() -> SupplyRecord {
        var record = SupplyRecord(patient: "offline")
        for order in orders.sorted(by: { ($0.startsAt ?? .earliest) < ($1.startsAt ?? .earliest) }) {
            let start = order.startsAt ?? .earliest
            var begun = order
            begun.status = .accepted
            // An order is told when it begins, and once more when it ended.
            record.apply(begun, happenedAt: start, seenAt: start, sedativeATCPrefixes: [])
            if let end = order.endsAt, !order.status.isActive {
                record.apply(order, happenedAt: end, seenAt: end, sedativeATCPrefixes: [])
            }
        }
        for fill in fills { record.apply(fill) }
        for stay in stays { record.apply(stay, happenedAt: stay.startedAt ?? .earliest) }
        for count in counts { record.noteStock(count) }
        return record
    }

    private mutating func take(_ request: FHIRMedicationRequest, _ resolve: (FHIRReference) -> FHIRResource?) {
        let medication = medication(request.medication, resolve)
        guard medication.isBaclofen, !request.doNotPerform else { return }
        guard let start = (request.dispenseRequest?.validityPeriod?.start ?? request.authoredOn)?.earliest else {
            return leftOut.append("MedicationRequest.authoredOn: missing")
        }
        let instructions = request.dosageInstruction.flatMap { instruction($0.domain, of: medication) }
        let doses = instructions.map { DosePlan.dailyDose($0, of: medication) }
        let isKnown = !doses.isEmpty && !doses.contains(nil)
        let status: OrderEvent.Status =
            switch request.status {
            case .active, .draft, .unknown, .onHold: .accepted
            case .completed: .completed
            case .stopped, .cancelled: .stopped
            case .enteredInError: .retracted
            }
        guard status != .retracted else { return }
        orders.append(
            OrderEvent(
                orderId: OrderID(request.id ?? "order-\(orders.count)"), patientId: "offline", status: status,
                medication: medication, route: .oral, dosageInstructions: instructions,
                dailyDoseMilligrams: isKnown ? doses.compactMap(\.self).reduce(0, +) : nil, startsAt: start,
                endsAt: request.dispenseRequest?.validityPeriod?.end?.latest,
                daysSupply: request.dispenseRequest?.expectedSupplyDuration?.days))
    }

    private func instruction(_ structured: DosageInstruction, of medication: Medication) -> [DosageInstruction] {
        guard structured.dose == nil, let text = structured.text,
            let written = try? SigReader.read(text, of: medication)
        else { return [structured] }
        return written
    }

    private mutating func take(_ dispense: FHIRMedicationDispense, _ resolve: (FHIRReference) -> FHIRResource?) {
        let medication = medication(dispense.medication, resolve)
        guard medication.isBaclofen, dispense.status == .completed, let handedOver = dispense.whenHandedOver else {
            return
        }
        var quantity = dispense.quantity?.doseAmount
        // A bare number counts the product's own units: pharmacies often write 90 and mean tablets.
        if let written = dispense.quantity, written.unit == nil, written.code == nil,
            medication.strength?.milligramsPerUnit != nil
        {
            quantity?.unit = .unit
        }
        fills.append(
            DispenseEvent(
                dispenseId: DispenseID(dispense.id ?? "dispense-\(fills.count)"), patientId: "offline",
                orderId: dispense.authorizingPrescription.lazy.compactMap(\.logicalID).first.map { OrderID($0) },
                medication: medication, quantity: quantity, daysSupply: dispense.daysSupply?.days,
                handedOverAt: handedOver.earliest))
    }

    private mutating func take(_ encounter: FHIREncounter) {
        guard let start = encounter.period?.start?.earliest, encounter.status != .enteredInError,
            encounter.status != .cancelled, encounter.status != .planned
        else { return }
        let end = encounter.period?.end?.earliest
        stays.append(
            StayEvent(
                encounterId: EncounterID(encounter.id ?? "stay-\(stays.count)"), patientId: "offline",
                change: end == nil ? .started : .ended, encounterClass: encounter.classCode.code, startedAt: start,
                endedAt: end))
    }

    private mutating func take(_ observation: FHIRObservation) {
        let isCount = observation.code.codings.contains {
            $0.system == ReportedStock.system && $0.code == ReportedStock.code
        }
        guard isCount, observation.status != .enteredInError, observation.status != .cancelled,
            let moment = observation.effective?.earliest, case .quantity(let quantity) = observation.value,
            let amount = quantity.doseAmount
        else { return }
        counts.append(
            ObservationEvent(
                observationId: ResourceID(observation.id ?? "count-\(counts.count)"), patientId: "offline",
                kind: .other,
                system: ReportedStock.system, code: ReportedStock.code, value: amount.low, unit: amount.unit.rawValue,
                observedAt: moment))
    }

    private func medication(
        _ choice: FHIRMedicationChoice, _ resolve: (FHIRReference) -> FHIRResource?
    ) -> Medication {
        switch choice {
        case .concept(let concept): return medication(concept)
        case .reference(let reference):
            guard case .medication(let resource) = resolve(reference), let code = resource.code else {
                return catalog.recognize(text: reference.display).medication
            }
            return medication(code)
        }
    }

    private func medication(_ concept: FHIRCodeableConcept) -> Medication {
        let codings = concept.codings.compactMap { coding in
            coding.system.flatMap { system in coding.code.map { (system: system, code: $0) } }
        }
        return catalog.recognize(codings: codings, text: concept.name).medication
    }
}
