/// The login tokens: https://my.f5.com/manage/s/article/K87231834
///
/// A token lives 20 minutes, a user holds at most 100; only `admin` may hold more.
struct TokenTable: Sendable {
    static let limit = 100
    static let life: Duration = .seconds(1200)
    /// The longest life a token can be given.
    static let longestLife: Duration = .seconds(36000)

    private struct Token: Sendable {
        let user: String
        let start: ContinuousClock.Instant
        var life: Duration
        var end: ContinuousClock.Instant { start + life }
    }

    private var tokens: [String: Token] = [:]

    /// A new token for a user who has proved the password.
    ///
    /// - Throws: the refusal of the 101st.
    mutating func issue(_ token: String, to user: String, now: ContinuousClock.Instant) throws(IControlError) {
        tokens = tokens.filter { $0.value.end > now }
        if user != "admin", count(of: user) >= Self.limit {
            throw IControlError(400, "user \(user) has reached maximum active login tokens", apiError: 1)
        }
        tokens[token] = Token(user: user, start: now, life: Self.life)
    }

    /// Who holds the token.
    func user(of token: String, now: ContinuousClock.Instant) throws(IControlError) -> String {
        guard let found = tokens[token] else { throw IControlError(401, "X-F5-Auth-Token does not exist.", apiError: 1) }
        guard found.end > now else { throw IControlError(401, "X-F5-Auth-Token has expired.", apiError: 1) }
        return found.user
    }

    /// Sets how long a token lives, counted from its start.
    mutating func extend(_ token: String, to life: Duration) throws(IControlError) {
        guard life <= Self.longestLife else {
            throw IControlError(406, "Auth-token absolute timeout (36000 seconds) exceeded", apiError: 1)
        }
        tokens[token]?.life = life
    }

    /// Ends a token at once.
    mutating func revoke(_ token: String) { tokens[token] = nil }

    /// How many tokens a user holds.
    func count(of user: String) -> Int { tokens.values.count { $0.user == user } }

    /// Life of a token in seconds; `nil` when there is none.
    func life(of token: String) -> Int64? { tokens[token]?.life.components.seconds }
}
