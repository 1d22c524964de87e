import NIOConcurrencyHelpers

/// The checks of the requests without a body that are on their way to a connection, each under a ticket.
final class SendChecks: Sendable {
    /// The header field that carries a ticket as far as ``SendGate``.
    static let field = "x-send-check"

    private struct State {
        var count: UInt64 = 0
        var checks: [String: SendCheck] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Takes a check in and gives its ticket.
    func add(_ check: SendCheck) -> String {
        state.withLockedValue { state in
            state.count += 1
            let ticket = String(state.count)
            state.checks[ticket] = check
            return ticket
        }
    }

    func remove(_ ticket: String) { state.withLockedValue { _ = $0.checks.removeValue(forKey: ticket) } }

    /// Asks the check of a ticket.
    ///
    /// - Throws: what the check throws; `CancellationError` when the request has been given up.
    func ask(_ ticket: String) throws {
        guard let check = state.withLockedValue({ $0.checks[ticket] }) else { throw CancellationError() }
        try check.ask()
    }
}
