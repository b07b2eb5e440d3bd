public import JSONCoding
public import MedicationDomain

extension PlainReader {
    /// A point in time as `Instant` writes itself.
    public func instant(_ name: StaticString) throws(NotPlain) -> Instant {
        guard let instant = Instant(try string(name)) else { throw NotPlain() }
        return instant
    }

    public func optionalInstant(_ name: StaticString) throws(NotPlain) -> Instant? {
        guard let text = try optionalString(name) else { return nil }
        guard let instant = Instant(text) else { throw NotPlain() }
        return instant
    }

    public func day(_ name: StaticString) throws(NotPlain) -> CalendarDay {
        guard let day = CalendarDay(try string(name)) else { throw NotPlain() }
        return day
    }

    public func optionalDay(_ name: StaticString) throws(NotPlain) -> CalendarDay? { has(name) ? try day(name) : nil }
}
