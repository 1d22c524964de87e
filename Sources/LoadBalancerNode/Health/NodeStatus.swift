import KubernetesAPI
import NIOConcurrencyHelpers

/// What the services of the agent tell each other.
public final class NodeStatus: Sendable {
    /// The values told.
    public struct Values: Sendable {
        /// What nginx last said of itself; `nil` while it cannot be reached.
        public var nginx: NginxState?
        /// Why there is no table; `nil` when there is one, or nothing is known yet.
        public var tableProblem: String?
        /// The Ingresses that the table in nginx was computed from; `nil` before it is one of the API server's.
        public var served: [NodeReport.Served]?
        /// What BIRD last said; `nil` while it does not answer.
        public var bird: BirdStatus?
    }

    private let values = NIOLockedValueBox(Values())

    /// Makes the status of a node of which nothing is known.
    public init() {}

    /// The values of now.
    public var now: Values { values.withLockedValue { $0 } }

    /// Changes values.
    func update(_ body: (inout Values) -> Void) { values.withLockedValue { body(&$0) } }
}
