/// A request as the server remembers it, for tests that count what a controller does.
public struct LabRequest: Sendable, Equatable {
    /// The verb as authorization names it.
    public var verb: String
    /// The plural name of the resource with its subresource (`ingresses/status`); the path when it is no resource.
    public var resource: String
    /// The namespace; empty at the cluster scope.
    public var namespace: String
    /// The object's name; empty for collections.
    public var name: String
    /// Who made it.
    public var user: String
    /// The status it was answered with; 0 when the connection was dropped.
    public var status: Int

    /// Whether it could have changed something.
    public var isWrite: Bool { !["get", "list", "watch"].contains(verb) }
}
