import JSON

/// What the data plane shall do, computed from configuration and health: one entry for each virtual server that takes connections.
struct ForwardingPlan: Sendable, Hashable {
    /// Where one virtual server sends new connections.
    struct Virtual: Sendable, Hashable {
        let path: ObjectPath
        let address: String
        /// 0: every port.
        let port: Int
        /// `nil`: everybody may connect.
        let source: String?
        let transport: Transport
        let translation: SourceTranslation
        /// In turn; a member with a ratio of three stands here three times. Empty: connections are refused.
        let slots: [Slot]
    }

    enum Transport: String, Sendable, Hashable { case tcp, udp }

    /// Whose address the member sees.
    enum SourceTranslation: Sendable, Hashable {
        /// The client's.
        case none
        /// One of the box.
        case automap
        /// This one.
        case address(String)
    }

    /// A member's address; port 0 leaves the port as it is.
    struct Slot: Sendable, Hashable {
        let address: String
        let port: Int
    }

    var virtuals: [Virtual] = []
    /// Every virtual address that is switched on: what no virtual server takes there is refused.
    var addresses: [String] = []
    /// Virtual servers that the stand-in cannot forward for, with the reason.
    var unsupported: [ObjectPath: String] = [:]

    /// The plan for a configuration.
    ///
    /// - Parameter health: what the monitors say of a member.
    init(_ configuration: Configuration, health: (MemberID) -> MemberHealth) {
        for (path, object) in configuration.all(CollectionKey(.virtualAddress)) where object[text: "enabled"] == "yes" {
            if let address = IPAddress(path.name), !address.isIPv6 { addresses.append(address.description) }
        }
        for (path, object) in configuration.all(CollectionKey(.virtual)) where object.properties["enabled"]?.boolValue == true {
            if let reason = Self.reasonAgainst(object) { unsupported[path] = reason }
            guard let destination = Destination(ObjectPath(object[text: "destination"]).name), let address = destination.address,
                addresses.contains(address.description), unsupported[path] == nil
            else { continue }
            let source = object[text: "source"]
            virtuals.append(
                Virtual(
                    path: path, address: address.description, port: destination.port,
                    source: source == "0.0.0.0/0" ? nil : source,
                    transport: Transport(rawValue: object[text: "ipProtocol"]) ?? .tcp,
                    translation: Self.translation(object, configuration),
                    slots: Self.slots(object, path, configuration, health)))
        }
        // The narrowest source first, as a BIG-IP chooses.
        virtuals.sort { (-$0.sourceLength, $0.path) < (-$1.sourceLength, $1.path) }
    }

    private static func reasonAgainst(_ virtual: StoredObject) -> String? {
        if Destination(ObjectPath(virtual[text: "destination"]).name)?.address?.isIPv6 == true { return "IPv6 is not forwarded" }
        if virtual[text: "ipProtocol"] == "any" { return "only tcp and udp are forwarded" }
        if virtual[text: "translateAddress"] == "disabled" { return "without address translation nothing is forwarded" }
        return nil
    }

    private static func translation(_ virtual: StoredObject, _ configuration: Configuration) -> SourceTranslation {
        let setting = virtual.properties["sourceAddressTranslation"]
        switch setting?["type"]?.stringValue {
        case "automap": return .automap
        case "snat":
            let pool = configuration.objects[CollectionKey(.snatPool)]?[ObjectPath(setting?["pool"]?.stringValue ?? "")]
            let first = pool?.properties["members"]?[0]?.stringValue.map { ObjectPath($0).name }
            return first.map(SourceTranslation.address) ?? .automap
        default: return .none
        }
    }

    private static func slots(
        _ virtual: StoredObject, _ path: ObjectPath, _ configuration: Configuration, _ health: (MemberID) -> MemberHealth
    ) -> [Slot] {
        guard !virtual[text: "pool"].isEmpty else { return [] }
        let poolPath = ObjectPath(virtual[text: "pool"], in: path.partition)
        guard let pool = configuration.objects[CollectionKey(.pool)]?[poolPath] else { return [] }
        let available = configuration.all(CollectionKey(.member, of: poolPath)).filter { member, object in
            health(MemberID(pool: poolPath, member: member)).isUsable && Self.takesNew(member, object, configuration)
        }
        let chosen = Self.byPriority(available, atLeast: pool[number: "minActiveMembers"])
        let weighted = pool[text: "loadBalancingMode"].hasPrefix("ratio")
        let keepsPort = virtual[text: "translatePort"] == "disabled"
        return chosen.flatMap { member, object in
            let slot = Slot(address: object[text: "address"], port: keepsPort ? 0 : Destination(member.name)?.port ?? 0)
            return Array(repeating: slot, count: weighted ? min(max(object[number: "ratio"], 1), 100) : 1)
        }
    }

    /// Whether people let a member have new connections: neither it nor its node is disabled or forced offline.
    private static func takesNew(_ member: ObjectPath, _ object: StoredObject, _ configuration: Configuration) -> Bool {
        let node = References.node(of: member).flatMap { configuration.objects[CollectionKey(.node)]?[$0] }
        return [object, node].compactMap { $0 }.allSatisfy { $0[text: "session"] != "user-disabled" && $0[text: "state"] != "user-down" }
    }

    /// The highest priority groups that together have enough members; all when priority is not in use.
    private static func byPriority(
        _ members: [(path: ObjectPath, object: StoredObject)], atLeast minimum: Int
    ) -> [(path: ObjectPath, object: StoredObject)] {
        guard minimum > 0 else { return members }
        var chosen: [(path: ObjectPath, object: StoredObject)] = []
        for group in Set(members.map { $0.object[number: "priorityGroup"] }).sorted(by: >) where chosen.count < minimum {
            chosen += members.filter { $0.object[number: "priorityGroup"] == group }
        }
        return chosen
    }
}

extension ForwardingPlan.Virtual {
    /// Length of the source's prefix in bits.
    var sourceLength: Int { source.flatMap { $0.split(separator: "/").last }.flatMap { Int($0) } ?? 0 }
}
