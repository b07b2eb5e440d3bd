/// How much a finding matters, from what must not be to what is good to know.
///
/// Whether a person is interrupted is a separate question (`Alert.interruptive`): clinical facts §7.2.
public enum Severity: String, Codable, Sendable, CaseIterable, Comparable {
    case contraindicated, major, moderate, minor, info

    private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
    /// `info < minor < moderate < major < contraindicated`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank > right.rank }

    /// One tier up, never beyond `limit`; a severity already above the limit stays.
    public func raised(notBeyond limit: Severity = .major) -> Severity {
        guard self < limit, rank > 0 else { return self }
        return Severity.allCases[rank - 1]
    }
}

/// Whether a finding starts a therapy or meets one under way; holding the latter can itself do harm (clinical facts §7.1).
public enum TherapyContext: String, Codable, Sendable, CaseIterable {
    case new, continuing, unknown
}

/// Where a statement can be read.
public struct Citation: Codable, Hashable, Sendable {
    public var title: String
    public var href: String
    public var locator: String
    /// The day it was read.
    public var retrieved: CalendarDay

    public init(title: String, href: String, locator: String, retrieved: CalendarDay) {
        (self.title, self.href, self.locator, self.retrieved) = (title, href, locator, retrieved)
    }
}

/// How far a value is backed: from a product label down to something no document confirmed yet.
public enum EvidenceLevel: String, Codable, Sendable, CaseIterable {
    case label, guideline, study, reference, house, unverified
}

/// The rule behind a verdict, as it stood when the verdict was given.
public struct RuleReference: Codable, Hashable, Sendable {
    public var id: RuleID
    public var version: String
    public var evidence: EvidenceLevel
    public var citations: [Citation]

    public init(id: RuleID, version: String, evidence: EvidenceLevel, citations: [Citation]) {
        (self.id, self.version, self.evidence, self.citations) = (id, version, evidence, citations)
    }
}

/// What was examined, and aloud: what was not, and why.
public struct CheckStatement: Codable, Hashable, Sendable {
    public struct Omission: Codable, Hashable, Sendable {
        public var check: String
        public var reason: String
        public init(check: String, reason: String) { (self.check, self.reason) = (check, reason) }
    }

    public var checked: [String]
    public var notChecked: [Omission]

    public init(checked: [String] = [], notChecked: [Omission] = []) {
        (self.checked, self.notChecked) = (checked, notChecked)
    }
}
