import EventContracts
import FHIRModels
import MedicationDomain

/// An insurer's answer to a claim, line by line.
struct ClaimReading: Sendable {
    var codes: ClaimReasonCodes

    /// The kinds of claims that are a pharmacy's (`claim-type`); another one counts where it names an order or medicine.
    private static let pharmacyType = "pharmacy"
    private static let typeSystem = "http://terminology.hl7.org/CodeSystem/claim-type"

    func read(_ response: FHIRClaimResponse, _ place: ResourcePlace) throws(ResourceSkip) -> ClaimEvent {
        let isTakenBack = response.status == .cancelled || response.status == .enteredInError
        if response.status == .draft { throw .ignored(response.status.rawValue) }
        // An answer that is still to come says nothing: what was answered before stands until it does.
        if response.outcome == .queued, !isTakenBack { throw .ignored(response.outcome.rawValue) }
        let subject = ClaimSubject(response, place)
        let kinds = response.type.codings.filter { $0.system == Self.typeSystem }.compactMap(\.code)
        if !kinds.isEmpty, !kinds.contains(Self.pharmacyType), !subject.isMedicine { throw .ignored("not-pharmacy") }
        return ClaimEvent(
            answerId: ResourceID(place.id), patientId: place.patient, status: isTakenBack ? .retracted : .recorded,
            use: ClaimEvent.Use(response.use), orderId: subject.orderId, claimId: subject.claimId,
            insurerId: response.insurer.logicalID.map { ResourceID($0) }, answeredAt: moment(of: response),
            lines: lines(of: response, about: subject))
    }

    /// A bare day begins with its first moment, unless the record itself was written on that day.
    private func moment(of response: FHIRClaimResponse) -> Instant {
        guard response.created.precision != .instant, let written = response.meta.lastUpdated,
            response.created.earliest <= written, written <= response.created.latest
        else { return response.created.earliest }
        return written
    }

    private func lines(of response: FHIRClaimResponse, about subject: ClaimSubject) -> [ClaimEvent.Line] {
        var sequences: [Int?] = []
        for item in response.items where !sequences.contains(item.sequence) { sequences.append(item.sequence) }
        if sequences.isEmpty { sequences = subject.sequences.map(\.self) }
        // A problem of a line that is listed nowhere is that line all the same.
        for problem in response.problems {
            if let sequence = problem.itemSequence, !sequences.contains(sequence) { sequences.append(sequence) }
        }
        if sequences.isEmpty { sequences = [nil] }
        return sequences.map { sequence in
            let items = response.items.filter { $0.sequence == sequence }
            let ruling = ClaimRuling(response, items: items, sequence: sequence, codes: codes)
            return ClaimEvent.Line(
                sequence: sequence, medication: subject.medication(of: sequence), verdict: ruling.verdict,
                reasons: ruling.reasons, nextFillOn: items.lazy.compactMap { $0.nextFillDate?.earliest }.first)
        }
    }
}

extension ClaimEvent.Use {
    fileprivate init(_ use: FHIRClaimResponse.Use) {
        switch use {
        case .claim: self = .claim
        case .preauthorization: self = .preauthorization
        case .predetermination: self = .predetermination
        }
    }
}
