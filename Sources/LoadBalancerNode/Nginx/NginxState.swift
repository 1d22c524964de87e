/// What nginx says of itself: the answer of `GET /v1/state`.
public struct NginxState: Sendable, Hashable, Decodable {
    /// Differs after a restart of nginx, stays over a reload.
    public var instance: String
    /// Grows with each accepted write of the table.
    public var generation: Int
    /// The revision of the table in use; `nil` when there is none.
    public var revision: String?
    /// How many hosts the table has.
    public var hosts: Int
    /// How many services the table has.
    public var services: Int
    /// The health that was last reported to it.
    public var health: HealthReport?

    /// Makes a state.
    public init(
        instance: String, generation: Int = 0, revision: String? = nil, hosts: Int = 0, services: Int = 0, health: HealthReport? = nil
    ) {
        self.instance = instance
        self.generation = generation
        self.revision = revision
        self.hosts = hosts
        self.services = services
        self.health = health
    }
}
