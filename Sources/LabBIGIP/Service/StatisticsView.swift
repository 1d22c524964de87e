import JSON

/// Statistics as iControl REST shows them: entries nested by the link of what they are about.
struct StatisticsView: Sendable {
    let configuration: Configuration
    let health: @Sendable (MemberID) -> MemberHealth
    /// Established connections by the member's address and port.
    let connections: [ForwardingPlan.Slot: Int]

    /// Statistics of all objects of a collection.
    func collection(_ key: CollectionKey) -> JSONValue {
        var entries: [String: JSONValue] = [:]
        for (path, object) in configuration.all(key) { entries.merge(entry(key, path, object)) { $1 } }
        return [
            "kind": .string(key.type.collectionKind.replacingSuffix("state", by: "stats")),
            "selfLink": .string(ObjectView.link(key, nil, "/stats")), "entries": .object(entries),
        ]
    }

    /// Statistics of one object.
    func object(_ key: CollectionKey, _ path: ObjectPath) throws(IControlError) -> JSONValue {
        let found = try configuration.object(key, path)
        return [
            "kind": .string(key.type.kind.replacingSuffix("state", by: "stats")), "selfLink": .string(ObjectView.link(key, path, "/stats")),
            "entries": .object(entry(key, path, found)),
        ]
    }

    private func entry(_ key: CollectionKey, _ path: ObjectPath, _ object: StoredObject) -> [String: JSONValue] {
        var values: [String: JSONValue] = ["tmName": ["description": .string(path.description)]]
        switch key.type {
        case .member:
            guard let pool = key.parent else { break }
            let state = health(MemberID(pool: pool, member: path))
            let port = Destination(path.name)?.port ?? 0
            values["addr"] = ["description": .string(object[text: "address"])]
            values["port"] = ["value": .integer(Int64(port))]
            values["poolName"] = ["description": .string(pool.description)]
            values["nodeName"] = ["description": .string(References.node(of: path)?.description ?? "")]
            values["monitorStatus"] = ["description": .string(object[text: "state"] == "user-down" ? "forced-down" : state.rawValue)]
            values["sessionStatus"] = ["description": object[text: "session"] == "user-disabled" ? "user-disabled" : "enabled"]
            values["serverside.curConns"] = ["value": .integer(Int64(established(object[text: "address"], port)))]
            values.merge(status(availability(object, state), enabled: object[text: "session"] != "user-disabled", "Pool member")) { $1 }
        case .pool:
            let members = configuration.all(CollectionKey(.member, of: path))
            let states = members.map { availability($0.object, health(MemberID(pool: path, member: $0.path))) }
            values["activeMemberCnt"] = ["value": .integer(Int64(states.count { $0 == "available" || $0 == "unknown" }))]
            values["memberCnt"] = ["value": .integer(Int64(members.count))]
            let total = members.map { established($0.object[text: "address"], Destination($0.path.name)?.port ?? 0) }.reduce(0, +)
            values["serverside.curConns"] = ["value": .integer(Int64(total))]
            values.merge(status(best(states), enabled: true, "The children pool member(s)")) { $1 }
        case .virtual:
            let pool = ObjectPath(object[text: "pool"], in: path.partition)
            let states = configuration.all(CollectionKey(.member, of: pool)).map {
                availability($0.object, health(MemberID(pool: pool, member: $0.path)))
            }
            values["destination"] = ["description": .string(object[text: "destination"])]
            values.merge(status(best(states), enabled: object.properties["enabled"]?.boolValue == true, "The virtual server")) { $1 }
        default: break
        }
        return [ObjectView.link(key, path, "/stats"): ["nestedStats": ["entries": .object(values)]]]
    }

    private func established(_ address: String, _ port: Int) -> Int {
        if port != 0 { return connections[ForwardingPlan.Slot(address: address, port: port)] ?? 0 }
        return connections.filter { $0.key.address == address }.values.reduce(0, +)
    }

    private func availability(_ member: StoredObject, _ state: MemberHealth) -> String {
        if member[text: "state"] == "user-down" { return "offline" }
        return switch state {
        case .up: "available"
        case .down: "offline"
        case .unchecked, .checking: "unknown"
        }
    }

    private func best(_ states: [String]) -> String {
        ["available", "unknown", "offline"].first(where: states.contains) ?? "unknown"
    }

    private func status(_ availability: String, enabled: Bool, _ subject: String) -> [String: JSONValue] {
        [
            "status.availabilityState": ["description": .string(availability)],
            "status.enabledState": ["description": enabled ? "enabled" : "disabled"],
            "status.statusReason": ["description": .string("\(subject) is \(availability)")],
        ]
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, by other: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + other : self
    }
}
