/// A resource of the stack, as a line of a HeatStack's status.
public struct HeatStackResource: Codable, Sendable, Hashable {
    /// Its name in the template, below those of the nested stacks that it stands in: `resource_group_anlb/0/server`.
    public var name: String
    /// Its type, e.g. `OS::Nova::Server`.
    public var type: String
    /// The id of what it made.
    public var physicalID: String?
    /// Heat's own word for its state, e.g. `CREATE_COMPLETE`.
    public var status: String
    /// Heat's own sentence on the state, where it failed.
    public var reason: String?

    /// Makes a line.
    public init(name: String, type: String, physicalID: String? = nil, status: String, reason: String? = nil) {
        self.name = name
        self.type = type
        self.physicalID = physicalID
        self.status = status
        self.reason = reason
    }
}
