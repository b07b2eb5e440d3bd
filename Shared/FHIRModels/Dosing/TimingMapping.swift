public import MedicationDomain

extension FHIRTiming {
    /// When doses are due, in our own words.
    public var domain: DoseTiming {
        var timing = DoseTiming(code: abbreviation)
        if let repetition { timing.take(repetition) }
        if !events.isEmpty {
            timing.start = timing.start ?? events.map(\.earliest).min()
            timing.end = timing.end ?? events.map(\.latest).max()
            timing.count = timing.count ?? events.count
        }
        return timing
    }

    /// `TID`: the HL7 abbreviation first, then the text, then any other code.
    private var abbreviation: String? {
        let written = code.flatMap { concept in
            concept.code(in: "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation")
                ?? concept.text ?? concept.codings.lazy.compactMap(\.code).first
        }
        return written.map { $0.uppercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }
}

extension DoseTiming {
    fileprivate mutating func take(_ repetition: FHIRTiming.Repeat) {
        frequency = repetition.frequency
        frequencyMax = repetition.frequencyMax
        period = repetition.period
        periodMax = repetition.periodMax
        periodUnit = repetition.periodUnit
        timesOfDay = repetition.timesOfDay
        when = repetition.when.map(\.rawValue)
        daysOfWeek = repetition.daysOfWeek.map(\.rawValue)
        count = repetition.countMax ?? repetition.count
        switch repetition.bounds {
        case .duration(let duration): durationDays = duration.days
        case .range(let range): durationDays = range.high?.days ?? range.low?.days
        case .period(let period): (start, end) = (period.start?.earliest, period.end?.latest)
        case nil: break
        }
    }
}
