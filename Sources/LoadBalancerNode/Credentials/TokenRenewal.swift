/// Decides when the node asks for its next token. Pure.
public enum TokenRenewal {
    /// How long to wait before asking; zero when it is due.
    ///
    /// The tokens of many nodes made at once are spread over the time from a half to six tenths of their lives, which leaves
    /// more than a third of it for an API server that is away.
    ///
    /// - Parameters:
    ///   - now: seconds since the epoch.
    ///   - jitter: from 0 to 1.
    public static func pause(_ claims: TokenClaims, now: Int64, jitter: Double) -> Duration {
        let life = max(0, claims.expiresAt - claims.issuedAt)
        let due = Double(claims.issuedAt) + Double(life) * (0.5 + 0.1 * min(max(jitter, 0), 1))
        return .milliseconds(max(0, (due - Double(now)) * 1000))
    }

    /// How long to wait after a failed attempt: doubling from a second to a minute.
    public static func pause(afterFailures failures: Int) -> Duration {
        .seconds(min(60, 1 << min(max(failures - 1, 0), 6)))
    }
}
