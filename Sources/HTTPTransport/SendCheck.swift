/// A last question before a request's body is sent: when the connection stands and the server has nothing yet that it could act on.
///
/// Between the decision to send and the sending there may be a name to look up, a handshake, a wait for a free connection, or the process may be
/// stopped. Whoever may send only under a condition that can lapse meanwhile, a lease for instance, sets it; see ``AsyncHTTPTransport``.
/// Requests without a body are sent at once and not asked about.
public enum SendCheck {
    /// Throws if the present task's requests must not be sent after all; ``Transport/send(_:)`` throws the same.
    @TaskLocal public static var current: (@Sendable () throws -> Void)?
}
