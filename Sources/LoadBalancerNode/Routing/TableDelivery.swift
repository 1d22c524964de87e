/// Decides what to send to nginx. Pure: what should be there and what nginx says go in, the next call comes out.
public struct TableDelivery: Sendable {
    /// The next call.
    public enum Action: Sendable, Hashable {
        /// nginx has what it should have.
        case nothing
        /// Send the whole table.
        case put(RevisedTable)
        /// Send the services that changed.
        case patch(TableDelta, RevisedTable)
    }

    /// What nginx should have; `nil` until something is known.
    public private(set) var wanted: RevisedTable?
    /// What nginx has, as far as known.
    public private(set) var applied: RevisedTable?
    /// The revision that nginx refused; it is not sent again.
    public private(set) var refused: String?

    /// Makes the decisions of an agent that knows nothing yet.
    public init() {}

    /// Whether nginx has what it should have.
    public var isSettled: Bool { wanted != nil && applied == wanted }

    /// Takes up what nginx should have from now on.
    public mutating func want(_ table: RevisedTable) { wanted = table }

    /// Takes up what nginx says it has. After its restart it has nothing, and the whole table goes out again.
    public mutating func observed(_ state: NginxState) {
        if let revision = state.revision, revision == wanted?.revision {
            applied = wanted
        } else if state.revision == nil || state.revision != applied?.revision {
            applied = nil
        }
    }

    /// Takes up that nginx refused a call.
    public mutating func failed(_ error: NodeError, sending table: RevisedTable) {
        switch error.code {
        case .refused: refused = table.revision
        default: break
        }
        // Whatever went wrong, what nginx has is no longer certain: a delta would rest on a guess.
        applied = nil
    }

    /// The call to make now.
    public var action: Action {
        guard let wanted, wanted != applied, wanted.revision != refused else { return .nothing }
        if let applied, let delta = TableDelta(from: applied, to: wanted) { return .patch(delta, wanted) }
        return .put(wanted)
    }
}
