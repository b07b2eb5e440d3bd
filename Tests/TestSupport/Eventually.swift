/// A condition that a test waited for in vain, or an expectation of the shared suites that does not hold.
public struct Unfulfilled: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Waits until the condition holds, looking often; throws when the limit has passed.
public func eventually(
    within limit: Duration = .seconds(30), _ what: String, _ condition: @Sendable () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while try await !condition() {
        guard clock.now < deadline else { throw Unfulfilled("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// An expectation inside a suite that is shared by several test targets.
public func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws {
    if !condition { throw Unfulfilled(what()) }
}

public func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
    if found != wanted { throw Unfulfilled("\(what): found \(found), wanted \(wanted)") }
}

/// What the operation throws, as an error of that type.
public func expectThrown<Failure: Error>(
    _ type: Failure.Type, _ operation: () async throws -> Void
) async throws -> Failure {
    do {
        try await operation()
    } catch let failure as Failure {
        return failure
    }
    throw Unfulfilled("nothing was thrown")
}
