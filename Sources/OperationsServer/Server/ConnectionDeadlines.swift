/// How long a connection may take for what its client does: TLS and the head of a request, never the answer. Pure.
///
/// Body and answer have a deadline of their own, which is answered with a status; an idle connection is closed by the server's idle time-out.
struct ConnectionDeadlines: Hashable {
    /// What happens on a connection.
    enum Event: Hashable, Sendable {
        /// It was accepted.
        case connected
        /// Bytes came.
        case bytes
        /// The head of a request is read whole.
        case requestArrived
        /// The answer is about to be written; `closing` when the connection is of no further use.
        case answered(closing: Bool)
    }

    /// What is to be done about the timer that closes the connection.
    enum Action: Hashable {
        /// It goes on as it is.
        case none
        /// It is set anew.
        case closeIn(Duration)
        /// It is stopped.
        case stop
    }

    private enum State: Hashable {
        case waiting, arriving, working, closing
    }

    /// For TLS and a request's head, from the connection's or the head's first byte.
    let head: Duration
    /// For a client to read an answer while it still sends what nobody will read.
    let linger: Duration
    private var state = State.waiting

    init(head: Duration = .seconds(10), linger: Duration = .seconds(1)) {
        self.head = head
        self.linger = linger
    }

    mutating func event(_ event: Event) -> Action {
        switch (state, event) {
        case (.closing, _): return .none
        case (.waiting, .connected), (.waiting, .bytes):
            state = .arriving
            return .closeIn(head)
        case (_, .requestArrived):
            state = .working
            return .stop
        case (_, .answered(closing: true)):
            state = .closing
            return .closeIn(linger)
        case (_, .answered(closing: false)):
            state = .waiting
            return .stop
        default: return .none
        }
    }
}
