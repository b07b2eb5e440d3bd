/// Something about a finding that is not as it was.
public struct AlertChange: Hashable, Sendable {
    /// What kind of change it is, as the terms of answers name it: `dose-raised`.
    public var aspect: String
    /// As people read it: `baclofen 15 to 30 mg/day`.
    public var words: String

    public init(_ aspect: String, _ words: String) { (self.aspect, self.words) = (aspect, words) }
}

/// How long an answer holds: until one of the facts behind its reason changes.
///
/// A rise in severity, and whatever makes a finding interrupt, opens it again whatever was answered; these terms add
/// what a reason stands on. "Taken before without harm" says nothing of a higher dose.
public protocol AnswerTerms: Sendable {
    /// What differs between the finding as it stands and as it is now.
    func changes(from standing: Alert, to draft: Alert) -> [AlertChange]
    /// The changes after which an answer with this reason no longer holds; nil is an answer without a reason.
    func reopens(_ reason: AlertResponse.Reason?) -> Set<String>
}

/// Answers hold until the finding itself grows.
public struct PlainTerms: AnswerTerms {
    public init() {}
    public func changes(from standing: Alert, to draft: Alert) -> [AlertChange] { [] }
    public func reopens(_ reason: AlertResponse.Reason?) -> Set<String> { [] }
}
