/// Whether the credential at hand is still to be used. Pure: it is told the time.
struct CredentialState {
    /// How a credential is to be got for a call.
    enum Step: Equatable {
        /// Use this one.
        case use(Credential)
        /// Get a new one.
        case obtain
    }

    private(set) var current: Credential?
    private var goodUntil: ContinuousClock.Instant?
    private var isRefused = false

    func step(now: ContinuousClock.Instant) -> Step {
        guard let current, !isRefused, goodUntil.map({ now < $0 }) ?? true else { return .obtain }
        return .use(current)
    }

    /// A new credential has been got; without a lifetime it is good until the server refuses it.
    mutating func obtained(_ credential: Credential, lifetime: Duration?, now: ContinuousClock.Instant) {
        current = credential
        isRefused = false
        goodUntil = lifetime.map { now + $0 }
    }

    /// The server has refused a credential. Only the one at hand is forgotten: another call may have got a new one since.
    mutating func refused(_ credential: Credential) {
        if current == credential { isRefused = true }
    }
}
