import EventContracts
import MedicationDomain

/// Who runs out when; for pharmacists also whose pump is to be filled, and for whom withdrawal is watched for.
struct BoardPage: Sendable {
    struct Supply: Sendable {
        let patient: String
        /// Nil for whoever may not see the patient's page.
        let patientPath: String?
        let medicine: String
        let runOut: TimeView?
        /// Supply ends with a day, not at an hour of some time zone.
        let runOutDay: String?
        let urgency: String
        let urgencyWord: String
        let onHand: String
        /// Nil for whoever sees drug, quantity and run-out date and nothing else clinical.
        let reckoning: Reckoning?
    }
    struct Reckoning: Sendable {
        let dailyDose: String
        let because: [String]
    }

    let title: String
    let onBoard = true
    let checks: ChecksView
    let supplies: [Supply]
    /// Those whose run-out nobody can say.
    let unknownSupplies: [Supply]
    let unknownSupplyWords: String?
    let countWords: String
    let isEmpty: Bool
    let withReckoning: Bool
    let boardAsOf: TimeView
    let care: CareBoard?

    /// - Parameter care: for pharmacists, who also see doses and steps.
    init(
        _ part: BoardPart<SupplyProjection>, checks: ChecksReport, asOf now: Instant, care: CareBoard?
    ) {
        let withReckoning = care != nil
        (self.care, self.withReckoning) = (care, withReckoning)
        title = withReckoning ? "Withdrawal board" : "Supply board"
        self.checks = ChecksView(checks)
        supplies = part.known.map { BoardPage.view(of: $0, asOf: now, withReckoning) }
        unknownSupplies = part.unknown.map { BoardPage.view(of: $0, asOf: now, withReckoning) }
        unknownSupplyWords = part.unknownWords
        countWords = CareBoard.count(part.shown.count, of: part.total, "supply", "supplies")
        isEmpty = part.total == 0
        boardAsOf = TimeView(now, asOf: now)
    }

    private static func view(
        of projection: SupplyProjection, asOf now: Instant, _ withReckoning: Bool
    ) -> Supply {
        let (urgency, word) = urgency(of: projection, asOf: now)
        return Supply(
            patient: projection.patientId.rawValue,
            patientPath: withReckoning ? AlertRow.encoded(projection.patientId.rawValue) : nil,
            medicine: projection.medication.text, runOut: projection.runOutAt.map { TimeView($0, asOf: now) },
            runOutDay: projection.runOutAt.map { PatientWords.day($0.day) },
            urgency: urgency, urgencyWord: word,
            onHand: projection.onHandMilligrams.map(Wording.milligrams) ?? "unknown",
            reckoning: withReckoning
                ? Reckoning(
                    dailyDose: projection.dailyDoseMilligrams.map(Wording.milligrams) ?? "unknown",
                    because: projection.because) : nil)
    }

    private static func urgency(of projection: SupplyProjection, asOf now: Instant) -> (String, String) {
        guard let runOut = projection.runOutAt else {
            return projection.state == .unknown ? ("unknown", "Unknown") : ("lasting", "Does not run out")
        }
        return switch runOut.since(now).days {
        case ..<0: ("out", "Run out")
        case ..<3: ("soon", "Within 3 days")
        case ..<7: ("week", "Within a week")
        default: ("later", "Later")
        }
    }
}
