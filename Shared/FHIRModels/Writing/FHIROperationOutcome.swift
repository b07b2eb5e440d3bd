/// The answer to a request that could not be carried out as asked.
public struct FHIROperationOutcome: Hashable, Sendable {
    public enum Severity: String, Sendable, CaseIterable { case fatal, error, warning, information }

    /// The R4 issue types this suite answers with.
    public enum IssueType: String, Sendable, CaseIterable {
        case invalid, structure, required, value, processing, duplicate, conflict, forbidden, login, exception
        case informational, transient, timeout, throttled
        case businessRule = "business-rule"
        case codeInvalid = "code-invalid"
        case notFound = "not-found"
        case notSupported = "not-supported"
        case tooLong = "too-long"
        case tooCostly = "too-costly"
    }

    public struct Issue: Hashable, Sendable {
        public var severity: Severity
        public var code: IssueType
        /// For the developer at the other end.
        public var diagnostics: String?
        /// The elements concerned, as `MedicationRequest.status`.
        public var expression: [String]

        public init(_ severity: Severity, _ code: IssueType, diagnostics: String? = nil, expression: [String] = []) {
            (self.severity, self.code, self.diagnostics, self.expression) = (severity, code, diagnostics, expression)
        }
    }

    public var issues: [Issue]

    /// FHIR asks for at least one issue.
    public init(_ first: Issue, _ others: [Issue] = []) { issues = [first] + others }

    /// Names the refused element, and nothing of its value.
    public init(_ error: FHIRError) {
        let expression = error.path.isEmpty ? [] : [error.path]
        self.init(Issue(.error, error.issueType, diagnostics: error.description, expression: expression))
    }

    /// The resource as `application/fhir+json`.
    public var jsonBytes: [UInt8] {
        JSONValue.object([
            "resourceType": .string("OperationOutcome"), "issue": .array(issues.map(\.json)),
        ]).bytes
    }
}

extension FHIROperationOutcome.Issue {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = ["severity": .string(severity.rawValue), "code": .string(code.rawValue)]
        if let diagnostics { members["diagnostics"] = .string(diagnostics) }
        if !expression.isEmpty { members["expression"] = .array(expression.map { .string($0) }) }
        return .object(members)
    }
}

extension FHIRError {
    /// The R4 issue type that says the same.
    public var issueType: FHIROperationOutcome.IssueType {
        switch code {
        case .notJSON, .invalidUTF8, .truncated, .duplicateKey, .notFHIR, .wrongType, .emptyValue, .conflictingChoice:
            .structure
        case .tooDeep, .tooLarge, .tooManyEntries: .tooLong
        case .missingElement: .required
        case .unknownCode: .codeInvalid
        case .invalidDate, .invalidFormat, .outOfRange: .value
        case .nestedBundle: .notSupported
        }
    }
}
