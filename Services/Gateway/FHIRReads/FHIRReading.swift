import EventContracts
import FHIRModels
import MedicationDomain

/// Reads the suite's knowledge of a patient as FHIR resources.
struct FHIRReading: Sendable {
    let model: ReadModel

    /// What a search finds: the newest first, and none twice.
    func matches(of search: FHIRSearch) async throws -> [FHIRMatch] {
        let all: [FHIRMatch]
        switch search.type {
        case .detectedIssue: all = try await model.alerts(of: search.patient).map(issue)
        case .task: all = try await model.alerts(of: search.patient).map { task($0.alert) }
        case .flag:
            all =
                try await model.alerts(of: search.patient).filter { FlagWriting.kinds.contains($0.alert.kind) }
                .map { flag($0.alert) } + (try await model.episodes(of: search.patient).map(flag))
        case .medicationRequest: all = try await model.orders(of: search.patient).map(request)
        }
        let distant = Instant(millisecondsSince1970: 0)
        return all.filter(search.asks(for:)).sorted { ($1.time ?? distant, $0.id) < ($0.time ?? distant, $1.id) }
    }

    /// One resource; nil when there is none of that id.
    func find(_ type: FHIRReadType, _ id: String) async throws -> FHIRMatch? {
        switch type {
        case .detectedIssue:
            guard let key = FHIRID.alertKey(id) else { return nil }
            return try await model.answeredAlert(key).map(issue)
        case .task:
            guard let key = FHIRID.alertKey(id) else { return nil }
            return try await model.alert(ofCard: key).map(task)
        case .flag:
            if let key = FHIRID.episodeKey(id) { return try await model.episode(key).map(flag) }
            guard let key = FHIRID.alertKey(id), let alert = try await model.alert(ofCard: key),
                FlagWriting.kinds.contains(alert.kind)
            else { return nil }
            return flag(alert)
        case .medicationRequest:
            guard let order = FHIRID.order(id) else { return nil }
            return try await model.order(order).map(request)
        }
    }

    // MARK: One of each

    private func issue(_ answered: AnsweredAlert) -> FHIRMatch {
        match(
            answered.alert, DetectedIssueWriting.status(of: answered.alert),
            DetectedIssueWriting.json(answered.alert, answer: answered.answer))
    }

    private func task(_ alert: Alert) -> FHIRMatch {
        match(alert, TaskWriting.status(of: alert), TaskWriting.json(alert))
    }

    private func flag(_ alert: Alert) -> FHIRMatch {
        match(alert, alert.status == .resolved ? "inactive" : "active", FlagWriting.json(alert))
    }

    private func match(_ alert: Alert, _ status: String, _ resource: JSONValue) -> FHIRMatch {
        FHIRMatch(
            id: FHIRID.of(alert.alertId), identifier: alert.alertId.rawValue, status: status, time: alert.raisedAt,
            resource: resource)
    }

    private func flag(_ kept: KeptEpisode) -> FHIRMatch {
        FHIRMatch(
            id: FHIRID.of(EpisodeKey(kept.episode.episodeId)), identifier: kept.episode.episodeId,
            status: kept.episode.change == .closed ? "inactive" : "active", time: kept.episode.startedAt,
            resource: FlagWriting.json(kept.episode, revision: kept.revision))
    }

    private func request(_ kept: KeptOrder) -> FHIRMatch {
        FHIRMatch(
            id: FHIRID.of(kept.order.orderId), identifier: kept.order.orderId.rawValue,
            status: MedicationRequestWriting.status(of: kept.order.status), time: kept.order.authoredAt,
            resource: MedicationRequestWriting.json(kept.order, of: kept.patient, revision: kept.revision))
    }
}
