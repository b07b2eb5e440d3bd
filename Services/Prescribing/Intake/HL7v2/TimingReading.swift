import HL7v2

/// Timing specifications as v2.5 and later write them (TQ1), and as earlier versions do (TQ).
enum TimingReading {
    static func read(_ segment: HL7Segment) throws(HL7Error) -> OrderTiming {
        var timing = OrderTiming()
        for repetition in try segment.repetitions(3) {
            let period = repetition[5].map { HL7Number($0) }
            if let period, period.map({ $0.value < 0 }) ?? true { throw segment.failure(.badValue, 3) }
            timing.patterns.append(RepeatPattern(repetition, period: period ?? nil))
        }
        for time in try segment.repetitions(4) {
            if let text = time[1] { timing.timesOfDay.append(try timeOfDay(text, segment, 4)) }
        }
        if let count = try segment.number(6), let unit = try segment.text(6, component: 2) {
            guard let unit = TimeUnit(spelled: unit) else { throw segment.failure(.badValue, 6) }
            timing.length = TimeLength(count, unit)
        }
        (timing.start, timing.end) = (try segment.time(7), try segment.time(8))
        for priority in try segment.repetitions(9) { timing.take(priorityCode: priority[1]) }
        (timing.condition, timing.text) = (try segment.text(10), try segment.text(11))
        (timing.conjunction, timing.count) = (try segment.text(12), try segment.number(14))
        let quantity = try segment.number(2)
        timing.isDoseAmbiguous = try isAmbiguous(quantity, unit: segment.text(2, component: 2))
        return timing
    }

    /// Each repetition of a field of type TQ.
    static func read(_ segment: HL7Segment, _ field: Int) throws(HL7Error) -> [OrderTiming] {
        var timings: [OrderTiming] = []
        for repetition in try segment.repetitions(field) { timings.append(try read(repetition, segment, field)) }
        return timings
    }

    private static func read(
        _ written: HL7Repetition, _ segment: HL7Segment, _ field: Int
    ) throws(HL7Error) -> OrderTiming {
        var timing = OrderTiming()
        if let pattern = written[2] { timing.patterns = [RepeatPattern(pattern)] }
        for time in (written[2, 2] ?? "").split(separator: ",", maxSplits: 1000) {
            timing.timesOfDay.append(try timeOfDay(String(time), segment, field))
        }
        if let length = written[3], length != "INDEF" {
            timing.length = TimeLength(letterFirst: length)
            if timing.length == nil {
                // `X10` is a number of doses.
                let count = length.hasPrefix("X") ? HL7Number(digits: length.dropFirst()) : nil
                timing.count = try segment.valid(count, field)
            }
        }
        timing.start = try written[4].map { (text) throws(HL7Error) in try segment.time(text, field) }
        timing.end = try written[5].map { (text) throws(HL7Error) in try segment.time(text, field) }
        timing.take(priorityCode: written[6])
        (timing.condition, timing.text, timing.conjunction) = (written[7], written[8], written[9])
        if let count = written[12] { timing.count = try segment.valid(HL7Number(count), field) }
        if let quantity = written[1] {
            timing.isDoseAmbiguous = isAmbiguous(
                try segment.valid(HL7Number(quantity), field), unit: written[1, 2])
        }
        return timing
    }

    private static func isAmbiguous(_ quantity: HL7Number?, unit: String?) -> Bool {
        quantity.map { $0.value != 1 } ?? false && unit == nil
    }

    private static func timeOfDay(_ text: String, _ segment: HL7Segment, _ field: Int) throws(HL7Error) -> String {
        guard let time = HL7Time.timeOfDay(text) else { throw segment.failure(.invalidDate, field) }
        return time
    }
}

extension HL7Segment {
    /// Throws `bad-value` where a text could not be read as what it should be.
    func valid<Value>(_ value: Value?, _ field: Int) throws(HL7Error) -> Value {
        guard let value else { throw failure(.badValue, field) }
        return value
    }
}
