/// A last question before a request is sent: when the connection stands and the server has nothing yet that it could act on. It is asked before
/// the body is handed out, and before the head of a request that has none, a DELETE for instance.
///
/// Between the decision to send and the sending there may be a name to look up, a handshake, a wait for a free connection, or the process may be
/// stopped. Whoever may send only under a condition that can lapse meanwhile, a lease for instance, sets it; see ``AsyncHTTPTransport``.
///
/// A structure around the closure, since a task-local of a bare closure crashes in optimised builds of Swift 6.3.
public struct SendCheck: Sendable {
    /// What the present task's requests are asked about; `nil` for nothing.
    @TaskLocal public static var current: SendCheck?

    private let body: @Sendable () throws -> Void

    /// Makes a check.
    ///
    /// - Parameter body: throws if the request must not be sent after all; ``Transport/send(_:)`` throws the same.
    public init(_ body: @escaping @Sendable () throws -> Void) { self.body = body }

    /// Asks.
    ///
    /// - Throws: why the request must not be sent.
    public func ask() throws { try body() }
}
