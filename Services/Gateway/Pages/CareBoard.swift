import EventContracts
import MedicationDomain

/// Pumps by refill date and open withdrawal episodes by grade.
struct CareBoard: Sendable {
    struct Pump: Sendable {
        let pumpPatient: String
        let pumpPath: String
        let refillBy: String?
        let refillDay: String?
        let refillWords: String?
        let pumpUrgency: String
        let pumpUrgencyWord: String
        let pumpDose: String
        let fill: String
        let emptyOn: String
        let pumpBecause: [String]
    }
    struct Episode: Sendable {
        let episodePatient: String
        let episodePath: String
        let gradeWord: String
        let gradeTone: String
        let way: String
        let began: TimeView
        let beganDay: String
        let episodeReason: String
    }

    let pumpRows: [Pump]
    /// Pumps whose refill date nobody can say.
    let unknownPumps: [Pump]
    let unknownPumpWords: String?
    let hasNoPump: Bool
    let pumpWords: String
    /// Nil rather than none: a template shows every number.
    let overduePumps: Int?
    let episodeRows: [Episode]
    let episodeWords: String

    init(
        pumps: BoardPart<PumpProjection>, episodes: [WithdrawalEpisode], episodeTotal: Int, asOf now: Instant
    ) {
        pumpRows = pumps.known.map { CareBoard.row($0, on: now.day) }
        unknownPumps = pumps.unknown.map { CareBoard.row($0, on: now.day) }
        unknownPumpWords = pumps.unknownWords
        hasNoPump = pumps.total == 0
        pumpWords = CareBoard.count(pumps.shown.count, of: pumps.total, "pump", "pumps")
        let overdue = pumps.known.count { $0.isOverdue(on: now.day) }
        overduePumps = overdue > 0 ? overdue : nil
        episodeRows = episodes.map { CareBoard.row($0, asOf: now) }
        episodeWords = CareBoard.count(episodes.count, of: episodeTotal, "open episode", "open episodes")
    }

    static func count(_ shown: Int, of total: Int, _ one: String, _ many: String) -> String {
        let words = "\(total) \(total == 1 ? one : many)"
        return shown == total ? words : "the first \(shown) of \(words)"
    }

    private static func row(_ pump: PumpProjection, on today: CalendarDay) -> Pump {
        let (urgency, word) = urgency(of: pump, on: today)
        let away = pump.refillBy.map { $0.days(since: today) }
        return Pump(
            pumpPatient: pump.patientId.rawValue, pumpPath: AlertRow.encoded(pump.patientId.rawValue),
            refillBy: pump.refillBy?.description, refillDay: pump.refillBy.map(PatientWords.day),
            refillWords: away.map { days in
                switch days {
                case 0: "today"
                case ..<0: "\(PatientWords.days(-days)) ago"
                default: "in \(PatientWords.days(days))"
                }
            }, pumpUrgency: urgency, pumpUrgencyWord: word,
            pumpDose: pump.dailyDoseMicrograms.map { "\(Wording.number($0)) micrograms" } ?? "unknown",
            fill: pump.fillWords, emptyOn: pump.emptyOn.map(PatientWords.day) ?? "unknown", pumpBecause: pump.because)
    }

    /// Overdue is an emergency: the pump may stop delivering.
    static func urgency(of pump: PumpProjection, on today: CalendarDay) -> (tone: String, word: String) {
        guard let refillBy = pump.refillBy else {
            return pump.state == .unknown ? ("unknown", "Date unknown") : ("later", "No dose runs")
        }
        if let empty = pump.emptyOn, empty <= today { return ("out", "Empty: emergency") }
        if refillBy < today { return ("out", "Overdue: emergency") }
        if refillBy == today { return ("out", "Due today") }
        if let appointment = pump.appointmentBy, appointment <= today { return ("soon", "Appointment due") }
        return refillBy.days(since: today) < 30 ? ("week", "Within 30 days") : ("later", "Later")
    }

    private static func row(_ episode: WithdrawalEpisode, asOf now: Instant) -> Episode {
        let tone =
            switch episode.grade {
            case nil: "unknown"
            case 1: "week"
            case 2: "soon"
            case .some: "out"
            }
        return Episode(
            episodePatient: episode.patientId.rawValue, episodePath: AlertRow.encoded(episode.patientId.rawValue),
            gradeWord: episode.grade.map { "Grade \($0) of 4" } ?? "No sign reported", gradeTone: tone,
            way: episode.route.map { Wording.sentence(PatientWords.route($0)) } ?? "Route not known",
            began: TimeView(episode.startedAt, asOf: now), beganDay: PatientWords.day(episode.startedAt.day),
            episodeReason: Wording.sentence(episode.reason))
    }
}

extension PumpProjection {
    func isOverdue(on today: CalendarDay) -> Bool { refillBy.map { $0 < today } ?? false }

    /// `40 mL of 2000 micrograms/mL on 1 Jun 2026`.
    var fillWords: String {
        guard let filledOn else { return "no fill known" }
        let volume = filledMilliliters.map { "\(Wording.number($0)) mL" } ?? "unknown volume"
        let strength = microgramsPerMilliliter.map { "\(Wording.number($0)) micrograms/mL" } ?? "unknown concentration"
        return "\(volume) of \(strength) on \(PatientWords.day(filledOn))"
    }
}
