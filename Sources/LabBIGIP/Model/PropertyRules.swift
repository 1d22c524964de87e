import JSON

/// What a request may set, to which values, and in which form it is kept.
enum PropertyRules {
    /// The properties after a request.
    ///
    /// - Throws: iControl's error for a property that is unknown, fixed, or has a value that it cannot have.
    static func merged(
        _ body: JSONValue, into start: [String: JSONValue], type: ObjectType, path: ObjectPath, creating: Bool
    ) throws(IControlError) -> [String: JSONValue] {
        guard let given = body.objectValue else {
            throw IControlError(400, "Found invalid JSON body in the request.", apiError: 1)
        }
        let known = Set(ObjectSchema.defaults(of: type).keys).union(ObjectSchema.optional(of: type))
        let fixed = ObjectSchema.fixed(of: type)
        var result = start
        for (name, value) in given where !ignored.contains(name) && name != "members" {
            guard known.contains(name) || fixed.contains(name) else { throw .unknownProperty(name) }
            if fixed.contains(name), !creating, name != "name", name != "partition", start[name] != value {
                throw .configuration("\(name) of \(type.noun) (\(path)) cannot be changed after it was created")
            }
            if name != "name" && name != "partition" { result[name] = try checked(name, value, type: type, path: path) }
        }
        if type == .snatPool { result["members"] = given["members"] ?? start["members"] ?? [] }
        if type == .virtual { result = switched(result, by: given) }
        if type == .virtual, result["destination"] == nil { throw .configuration("virtual server \(path) must have a destination") }
        return result
    }

    /// What a client may send back because it was in an answer.
    private static let ignored: Set<String> = [
        "kind", "selfLink", "fullPath", "generation", "membersReference", "profilesReference", "poolReference", "nameReference",
    ]

    private static func checked(
        _ name: String, _ value: JSONValue, type: ObjectType, path: ObjectPath
    ) throws(IControlError) -> JSONValue {
        let text = value.stringValue
        let valid: Bool =
            switch (type, name) {
            case (.member, "session"), (.node, "session"): ["user-enabled", "user-disabled"].contains(text)
            case (.member, "state"), (.node, "state"): ["user-up", "user-down"].contains(text)
            case (.pool, "loadBalancingMode"): text.map(loadBalancingModes.contains) ?? false
            case (.pool, "serviceDownAction"): ["none", "reset", "drop", "reselect"].contains(text)
            case (.virtual, "ipProtocol"): ["tcp", "udp", "any"].contains(text)
            case (.virtual, "translateAddress"), (.virtual, "translatePort"): ["enabled", "disabled"].contains(text)
            case (.virtual, "sourceAddressTranslation"): ["none", "automap", "snat"].contains(value["type"]?.stringValue)
            case (.virtual, "destination"): Destination(ObjectPath(text ?? "").name)?.address != nil
            case (_, "destination"): text.flatMap(Destination.init) != nil
            case (_, "address"): text.flatMap { IPAddress(String($0.prefix { $0 != "%" })) } != nil
            case (_, "interval"), (_, "timeout"): (value.intValue ?? 0) > 0
            case (_, "ratio"), (_, "connectionLimit"), (_, "priorityGroup"), (_, "minActiveMembers"): (value.intValue ?? -1) >= 0
            default: true
            }
        guard valid else { throw .invalidValue(name, text ?? value.serializedString) }
        switch (type, name) {
        case (.virtual, "destination"), (.virtual, "pool"):
            guard let text, !text.isEmpty, text != "none" else { return "" }
            return .string(ObjectPath(text, in: path.partition).description)
        case (.pool, "monitor"): return .string(text == "none" ? "" : text ?? "")
        default: return value
        }
    }

    /// `enabled` and `disabled` are one switch with two names.
    private static func switched(_ properties: [String: JSONValue], by given: [String: JSONValue]) -> [String: JSONValue] {
        var result = properties
        if given["disabled"]?.boolValue == true || given["enabled"]?.boolValue == false {
            result["disabled"] = true
            result["enabled"] = nil
        } else if given["enabled"]?.boolValue == true || given["disabled"]?.boolValue == false {
            result["enabled"] = true
            result["disabled"] = nil
        }
        return result
    }

    private static let loadBalancingModes: Set<String> = [
        "round-robin", "ratio-member", "ratio-node", "ratio-session", "dynamic-ratio-member", "dynamic-ratio-node", "fastest-node",
        "fastest-app-response", "least-connections-member", "least-connections-node", "least-sessions", "observed-member", "observed-node",
        "predictive-member", "predictive-node", "ratio-least-connections-member", "ratio-least-connections-node",
        "weighted-least-connections-member", "weighted-least-connections-node",
    ]
}
