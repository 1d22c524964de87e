/// What an ``IngressPlan`` has come to: the steps, and what there is to tell.
public struct IngressDecision: Sendable, Hashable {
    /// The steps, in order.
    public var actions: [IngressPlan.Action] = []
    /// What keeps the Ingress from being served as it is written.
    public var problems: [IngressProblem] = []
    /// What is odd and does no harm.
    public var warnings: [IngressProblem] = []
    /// What the Ingress asks for, once that is known.
    public var parameters: IngressParameters?
    /// The LoadBalancerClass, once it is known.
    public var className: String?
    /// Why a change of the class has not reached the stack yet.
    public var waiting: String?
    /// What of the class has changed and will not reach the stack.
    public var older: [String] = []

    /// Makes a decision to do nothing.
    public init() {}
}
