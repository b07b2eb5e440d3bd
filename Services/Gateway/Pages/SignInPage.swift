import SignIn

/// The page on which a person signs in.
struct SignInPage: Sendable {
    let title = "Sign in"
    let next: String
    /// What was wrong with the last try.
    let refusal: String?
    let forDevelopment: Bool
    /// Where people can be sent to sign in.
    let ways: [Way]
    /// The token is the second choice where there are other ways.
    let tokenIsSecond: Bool

    struct Way: Sendable {
        let label: String
        let address: String
    }

    init(next: String, mode: SignInMode, refusal: String? = nil) {
        (self.next, self.refusal) = (next, refusal)
        forDevelopment = mode.takesDevelopmentTokens
        ways = (mode.verifier?.browserIssuers ?? []).map { issuer in
            Way(
                label: issuer.label,
                address: "/sign-in/with/\(AlertRow.encoded(issuer.label))?next=\(AlertRow.encoded(next))")
        }
        tokenIsSecond = !ways.isEmpty
    }
}

/// The way on, once somebody is signed in.
struct SignedInPage: Sendable {
    let title = "Signed in"
    let next: String
}
