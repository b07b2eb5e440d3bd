/// Waits for a condition, not for a time: true as soon as it holds, false when the limit passes first.
///
/// The limit is for what never comes: beside tests that compute for seconds a thread may be long in coming.
func becomesTrue(within limit: Duration = .seconds(90), _ condition: () throws -> Bool) async rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try condition() { return true }
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return false }
    }
    return try condition()
}
