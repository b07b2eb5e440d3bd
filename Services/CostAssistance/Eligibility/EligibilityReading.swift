import EventContracts
import FHIRModels
import Foundation
import MedicationCatalog
import MedicationDomain

/// What a CoverageEligibilityRequest tells of the patient's circumstances; what it does not say stays unknown.
struct EligibilityReading {
    /// The code system of the circumstances FHIR has no place for, as Observations inside the request.
    static let circumstanceSystem = "urn:titrate:circumstance"

    let request: FHIRCoverageEligibilityRequest
    let asOf: CalendarDay
    /// One for each item asked about, or one without a medicine.
    let questions: [AssistanceRequest]
    /// Whether each insurance that the request names is in force that day; nil where it cannot be told.
    let inForce: [Bool?]

    /// Throws a `FHIRError` naming the element that cannot be meant.
    init(
        _ request: FHIRCoverageEligibilityRequest, kinds: CoverageKinds, known: KnownCircumstances
    ) throws(FHIRError) {
        self.request = request
        let day = (request.serviced?.start ?? request.serviced?.end ?? request.created).earliest.day
        asOf = day
        let coverages = request.insurances.map { request.coverage($0) }
        inForce = coverages.map { $0.map { $0.isInForce(on: day) } }
        var base = AssistanceRequest(asOf: day, state: request.homeState, runOutAt: known.runOutAt)
        base.insurance = Self.insurance(coverages, inForce, kinds)?.rawValue
        base.age = (request.birthDate ?? known.birthDate).map { day.fullYears(since: $0) }
        try Self.readCircumstances(request, into: &base)
        questions = request.items.isEmpty ? [base] : request.items.map { Self.question(about: $0, base) }
    }

    /// Several insurances at once, or one of a kind that is not known, leave open who pays.
    private static func insurance(
        _ coverages: [FHIRCoverage?], _ inForce: [Bool?], _ kinds: CoverageKinds
    ) -> Insurance? {
        guard !inForce.contains(nil) else { return nil }
        let standing = zip(coverages, inForce).compactMap { $0.1 == true ? $0.0 : nil }
        let found = standing.map { coverage in
            coverage.type?.codings.lazy.compactMap { kinds.kind(system: $0.system, code: $0.code) }.first
        }
        // An insurance that has ended says nothing of others: no insurance is only what a code says.
        guard let first = found.first, Set(found).count == 1 else { return nil }
        return first
    }

    private static func question(
        about item: FHIRCoverageEligibilityRequest.Item, _ base: AssistanceRequest
    ) -> AssistanceRequest {
        var question = base
        question.medication = item.productOrService.flatMap(medicine)
        if let value = item.quantity?.value?.value, item.quantity?.comparator == nil, value > 0 {
            question.quantity = value
        }
        return question
    }

    /// The text as written; lacking it, what the codes stand for.
    private static func medicine(_ concept: FHIRCodeableConcept) -> String? {
        if let name = concept.name { return name }
        let codings = concept.codings.compactMap { coding in
            coding.system.flatMap { system in coding.code.map { (system: system, code: $0) } }
        }
        let recognition = try? MedicationCatalog.standard.recognize(codings: codings)
        guard let recognition, recognition.basis != .none else { return nil }
        return recognition.medication.text
    }

    private static func readCircumstances(
        _ request: FHIRCoverageEligibilityRequest, into question: inout AssistanceRequest
    ) throws(FHIRError) {
        var seen: Set<String> = []
        for (index, resource) in request.contained.enumerated() {
            guard case .observation(let observation) = resource,
                [.final, .amended, .corrected].contains(observation.status),
                let code = observation.code.code(in: circumstanceSystem)
            else { continue }
            let path = "\(FHIRCoverageEligibilityRequest.typeName).contained[\(index)]"
            guard seen.insert(code).inserted else { throw FHIRError(.conflictingChoice, path: path + ".code") }
            guard take(code, observation.value, into: &question) else {
                throw FHIRError(.outOfRange, path: path + (known.contains(code) ? ".value[x]" : ".code"))
            }
        }
    }

    private static let known: Set = ["household-size", "annual-income", "disabled", "pregnant", "parent", "veteran"]

    private static func take(
        _ code: String, _ value: FHIRObservationValue?, into question: inout AssistanceRequest
    ) -> Bool {
        switch (code, value) {
        case ("household-size", .integer(let size)?): question.householdSize = size
        case ("annual-income", .quantity(let amount)?):
            guard let text = amount.value?.text, amount.comparator == nil, (amount.code ?? amount.unit) == "USD" else {
                return false
            }
            question.annualIncome = Money(amount: text)
        case ("disabled", .boolean(let answer)?): question.disabled = answer
        case ("pregnant", .boolean(let answer)?): question.pregnant = answer
        case ("parent", .boolean(let answer)?): question.parent = answer
        case ("veteran", .boolean(let answer)?): question.veteran = answer
        default: return false
        }
        return true
    }
}

/// What the service knows of the patient by itself.
struct KnownCircumstances: Hashable, Sendable {
    var birthDate: CalendarDay?
    var runOutAt: Instant?
}

extension FHIRCoverageEligibilityRequest {
    /// The Coverage that travels inside the request; nil for one that is somewhere else.
    fileprivate func coverage(_ insurance: Insurance) -> FHIRCoverage? {
        guard let id = insurance.coverage.containedID, let found = contained.first(where: { $0.meta?.id == id }),
            case .coverage(let coverage) = found
        else { return nil }
        return coverage
    }

    /// Of the Patient that travels inside the request.
    fileprivate var birthDate: CalendarDay? {
        let patients = contained.compactMap { resource -> FHIRPatient? in
            if case .patient(let patient) = resource { patient } else { nil }
        }
        return patients.count == 1 ? patients[0].birthDate?.day : nil
    }
}

extension FHIRCoverage {
    fileprivate func isInForce(on day: CalendarDay) -> Bool {
        let begun = period?.start.map { $0.earliest.day <= day } ?? true
        return status == .active && begun && period?.end.map { day <= $0.latest.day } ?? true
    }
}
