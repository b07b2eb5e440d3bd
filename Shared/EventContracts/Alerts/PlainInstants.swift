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
}
