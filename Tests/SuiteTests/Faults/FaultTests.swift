import Testing

extension ProcessTests {
    /// Faults in real processes under load. Each ends as an undisturbed run of the same feed does: nothing is lost,
    /// nothing is said twice.
    @Suite(.serialized) enum FaultTests {}
}
