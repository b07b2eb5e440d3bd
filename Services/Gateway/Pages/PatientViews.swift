import EventContracts
import MedicationDomain

// The parts of a patient's page. Names differ from those around them: a template looks outwards for what is not there.

struct FactorView: Sendable {
    let factorName: String
    let factorValue: String
    let factorAt: TimeView?
    let factorDay: String?
    let isFactorKnown: Bool

    init(_ factor: PatientFactors.Factor, asOf now: Instant) {
        (factorName, factorValue, isFactorKnown) = (factor.name, factor.value, factor.isKnown)
        factorAt = factor.at.map { TimeView($0, asOf: now) }
        factorDay = factor.at.map { PatientWords.day($0.day) }
    }
}

struct MedicineView: Sendable {
    let medicineName: String
    let medicineDose: String
    let medicineRoute: String
    let instructions: [String]
    let orderWord: String
    let orderTone: String
    let orderWhy: String?
    let orderSince: String
    let orderEnded: String?
    let prescriber: String?

    init(_ medicine: PatientMedicine, asOf now: Instant) {
        medicineName = medicine.text
        medicineDose = PatientWords.dose(
            milligrams: medicine.dailyDoseMilligrams, micrograms: medicine.dailyDoseMicrograms)
        medicineRoute = medicine.route.map(PatientWords.route) ?? "route not known"
        instructions = medicine.dosage ?? []
        orderWord = PatientWords.status(medicine.status)
        orderTone = medicine.status.isActive ? "active" : medicine.status == .held ? "held" : "ended"
        orderWhy = medicine.statusReason
        orderSince = (medicine.startsAt ?? medicine.authoredAt).map { PatientWords.day($0.day) } ?? "not known"
        orderEnded = medicine.isCurrent ? nil : medicine.changedAt.map { PatientWords.day($0.day) } ?? "not known"
        prescriber = medicine.prescriberId?.rawValue
    }
}

struct ReportedView: Sendable {
    let reportedName: String
    let reportedRoute: String?
    let reportedState: String
    let reportedSince: String

    init(_ event: ReportedMedicationEvent) {
        reportedName = event.medication.text
        reportedRoute = event.route.map(PatientWords.route)
        reportedState = event.isActive ? "Taken, as reported" : "No longer taken, as reported"
        reportedSince = event.startsAt.map { PatientWords.day($0.day) } ?? "not known"
    }
}

struct ChartView: Sendable {
    let chartMedicine: String
    let chartSubtitle: String
    let chart: SupplyChart?
    let reckoning: [String]
    let number: Int

    init(_ supply: SupplyProjection, dispenses: [DispenseEvent], number: Int, asOf now: Instant) {
        chartMedicine = supply.medication.text
        chartSubtitle = SupplyChart.subtitle(supply, on: now.day)
        chart = SupplyChart(supply, dispenses: dispenses, number: number, asOf: now)
        (reckoning, self.number) = (supply.because, number)
    }
}

struct PumpView: Sendable {
    let pumpTone: String
    let pumpWord: String
    let pumpFigures: [FactorFigure]
    let pumpReckoning: [String]

    struct FactorFigure: Sendable {
        let figureName: String
        let figureValue: String
    }

    init(_ pump: PumpProjection, on today: CalendarDay) {
        (pumpTone, pumpWord) = CareBoard.urgency(of: pump, on: today)
        let day: (CalendarDay?) -> String = { $0.map(PatientWords.day) ?? "not known" }
        pumpFigures = [
            ("Refill by", day(pump.refillBy)), ("Appointment by", day(pump.appointmentBy)),
            ("Low reservoir", day(pump.lowReservoirOn)), ("Empty", day(pump.emptyOn)),
            ("Drug stable through", day(pump.stableThrough)), ("Latest fill", pump.fillWords),
            (
                "Daily dose",
                pump.dailyDoseMicrograms.map { "\(Wording.number($0)) micrograms" } ?? "not known"
            ),
        ].map { FactorFigure(figureName: $0.0, figureValue: $0.1) }
        pumpReckoning = pump.because
    }
}

struct PlanView: Sendable {
    let calendar: CalendarView
    let planHeading: String
    let sheetPath: String

    init(_ plan: DosePlan, of patient: PatientID, on today: CalendarDay) {
        calendar = CalendarView(plan, on: today)
        planHeading = plan.kind == .taper ? "Taper" : "Titration"
        // The sheet whose words fit what is taken.
        let isLiquid = plan.steps.contains { $0.doses.contains { $0.milliliters != nil } }
        sheetPath = "/sheets/\(isLiquid ? "solution" : "tablets")?patient=\(AlertRow.encoded(patient.rawValue))"
    }
}

/// A score of how the patient responds: the newest value, and the one before it.
struct ScoreView: Sendable {
    let scoreName: String
    let scoreValue: String
    let scoreAt: TimeView
    let scoreDay: String
    let scoreBefore: String

    static func all(_ overview: PatientOverview, asOf now: Instant) -> [ScoreView] {
        let kinds: [ObservationEvent.Kind] = [.spasticity, .pain, .sedation, .fall]
        return kinds.compactMap { kind in
            guard let newest = overview.observations[kind]?.items.first else { return nil }
            let before = overview.observations[kind]?.items.dropFirst().first
            return ScoreView(
                scoreName: PatientWords.observation(kind), scoreValue: PatientWords.value(of: newest),
                scoreAt: TimeView(newest.observedAt, asOf: now), scoreDay: PatientWords.day(newest.observedAt.day),
                scoreBefore: before.map {
                    "\(PatientWords.value(of: $0)) on \(PatientWords.day($0.observedAt.day))"
                } ?? "none known")
        }
    }
}

struct MonitoringView: Sendable {
    let monitoringText: String
    let monitoringPath: String
    let monitoringDue: TimeView?

    init(_ alert: Alert, asOf now: Instant) {
        monitoringText = alert.summary
        monitoringPath = AlertRow.encoded(alert.alertId.rawValue)
        monitoringDue = alert.dueAt.map { TimeView($0, asOf: now) }
    }
}

/// What happened on one day.
struct DayView: Sendable {
    struct EntryView: Sendable {
        let entryTime: String
        let entryISO: String
        let entryKind: String
        let entryText: String
        let entryDetail: String?
        let entryPath: String?
    }
    let dayWords: String
    let dayISO: String
    let entries: [EntryView]

    static func all(_ entries: [PatientTimeline.Entry]) -> [DayView] {
        var days: [(day: CalendarDay, entries: [PatientTimeline.Entry])] = []
        for entry in entries {
            if days.last?.day == entry.at.day {
                days[days.count - 1].entries.append(entry)
            } else {
                days.append((entry.at.day, [entry]))
            }
        }
        return days.map { day, entries in
            DayView(
                dayWords: PatientWords.day(day), dayISO: day.description,
                entries: entries.map { entry in
                    let iso = entry.at.description
                    // A fact that names its day only stands at midnight.
                    let isWholeDay = entry.at == day.start
                    return EntryView(
                        entryTime: isWholeDay ? "day" : String(iso.dropFirst(11).prefix(5)), entryISO: iso,
                        entryKind: Wording.sentence(entry.kind.rawValue), entryText: entry.text,
                        entryDetail: entry.detail, entryPath: entry.alertId.map { AlertRow.encoded($0.rawValue) })
                })
        }
    }
}

struct PastFindingView: Sendable {
    let pastSummary: String
    let pastPath: String
    let pastSeverity: String
    let pastSeverityWord: String
    let pastEvidence: String
    let pastRaised: String
    let pastEnd: String

    init(_ alert: Alert, asOf now: Instant) {
        (pastSummary, pastSeverity) = (alert.summary, alert.severity.rawValue)
        pastPath = AlertRow.encoded(alert.alertId.rawValue)
        pastSeverityWord = Wording.severity(alert.severity)
        pastEvidence = "\(alert.rule.evidence.rawValue), rule \(alert.rule.id.rawValue)"
        pastRaised = PatientWords.day(alert.raisedAt.day)
        pastEnd =
            alert.resolution.map { "\(Wording.sentence($0.reason)), \(PatientWords.day($0.at.day))" } ?? "not known"
    }
}

struct GivenAnswerView: Sendable {
    let answerWords: String
    let answerBy: String
    let answerAt: TimeView
    let answerTo: String
    let answerPath: String
    let answerWhy: String?

    init(_ answer: AlertResponse, to summary: String?, asOf now: Instant) {
        answerWords =
            Wording.action(answer.action) + (answer.assignedTo.map { " to \($0.rawValue)" } ?? "")
        answerBy = "\(answer.by.id.rawValue) (\(answer.by.role))"
        answerAt = TimeView(answer.at, asOf: now)
        answerTo = summary ?? "a finding that is not kept any more"
        answerPath = AlertRow.encoded(answer.alertId.rawValue)
        let why = [answer.reason.map { Wording.reason($0.code) }, answer.comment].compactMap(\.self)
        answerWhy = why.isEmpty ? nil : why.joined(separator: " – ")
    }
}

struct EpisodeView: Sendable {
    let episodeState: String
    let episodeTone: String
    let episodeGrade: String
    let episodeDay: String
    let episodeUntil: String
    let episodeWhy: String

    init(_ episode: WithdrawalEpisode) {
        let isOpen = episode.change == .opened
        (episodeState, episodeTone) = (isOpen ? "Open" : "Closed", isOpen ? "soon" : "later")
        episodeGrade = episode.grade.map { "grade \($0) of 4" } ?? "no sign reported"
        episodeDay = PatientWords.day(episode.startedAt.day)
        episodeUntil = episode.closedAt.map { PatientWords.day($0.day) } ?? (isOpen ? "still watched" : "not known")
        episodeWhy = Wording.sentence(episode.reason)
    }
}
