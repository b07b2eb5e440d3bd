import SignIn

/// Whether people and programs sign in.
struct SignInMode: Sendable {
    /// Nil: nobody signs in, and the gateway listens to this machine alone.
    let verifier: TokenVerifier?
    /// Tokens of `titrate token` are taken.
    let takesDevelopmentTokens: Bool

    static let none = SignInMode(verifier: nil, takesDevelopmentTokens: false)

    init(verifier: TokenVerifier?, takesDevelopmentTokens: Bool = false) {
        (self.verifier, self.takesDevelopmentTokens) = (verifier, takesDevelopmentTokens)
    }

    var isOn: Bool { verifier != nil }
}
