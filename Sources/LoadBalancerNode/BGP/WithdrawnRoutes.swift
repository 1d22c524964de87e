/// Finds the networks whose connections must be ended: learned before, not learned now. Pure.
///
/// A connection into a withdrawn network would hang until a time-out; ended, nginx opens another to a Pod that is there.
public struct WithdrawnRoutes: Sendable {
    private var known: Set<String> = []

    /// Makes the memory of an agent that has seen no routes.
    public init() {}

    /// Takes up the routes of now and returns those that went.
    public mutating func update(_ routes: Set<String>) -> [String] {
        defer { known = routes }
        return known.subtracting(routes).sorted()
    }
}
