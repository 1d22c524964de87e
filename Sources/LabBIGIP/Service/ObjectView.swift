import JSON

/// Objects as iControl REST shows them.
struct ObjectView: Sendable {
    /// The version that the stand-in claims to be.
    static let version = "17.1.1"

    let configuration: Configuration
    let health: @Sendable (MemberID) -> MemberHealth

    /// One object, with its sub-collections if asked for.
    func object(_ key: CollectionKey, _ path: ObjectPath, _ object: StoredObject, expanded: Bool = false) -> JSONValue {
        var shown = object.properties
        shown["kind"] = .string(key.type.kind)
        shown["name"] = .string(path.name)
        shown["fullPath"] = .string(key.type == .partition ? path.name : path.description)
        if key.type != .partition { shown["partition"] = .string(path.partition) }
        shown["generation"] = .integer(Int64(object.generation))
        shown["selfLink"] = .string(Self.link(key, path))
        switch key.type {
        case .pool:
            shown["membersReference"] = reference(CollectionKey(.member, of: path), expanded: expanded)
            if object[text: "monitor"].isEmpty { shown["monitor"] = nil }
        case .virtual:
            shown["profiles"] = nil
            var reference: JSONValue = ["link": .string(Self.link(key, path, "/profiles")), "isSubcollection": true]
            if expanded { reference["items"] = .array(profiles(of: object)) }
            shown["profilesReference"] = reference
            if object[text: "pool"].isEmpty { shown["pool"] = nil }
        case .member:
            guard let pool = key.parent else { break }
            let state = health(MemberID(pool: pool, member: path))
            if object[text: "session"] == "user-enabled", state != .unchecked { shown["session"] = "monitor-enabled" }
            if object[text: "state"] == "user-up" { shown["state"] = .string(state.rawValue) }
        case .node:
            if object[text: "state"] == "user-up" { shown["state"] = "unchecked" }
        default: break
        }
        return .object(shown)
    }

    /// A collection; `filter` is the value of `$filter`, `select` that of `$select`.
    func collection(_ key: CollectionKey, filter: String?, select: String?, expanded: Bool) throws(IControlError) -> JSONValue {
        let partition = try Self.partition(of: filter)
        var items: [JSONValue] = []
        for (path, stored) in configuration.all(key) where partition == nil || partition == path.partition {
            var item = object(key, path, stored, expanded: expanded)
            if let select {
                let names = Set(select.split(separator: ",").map(String.init))
                item = .object((item.objectValue ?? [:]).filter { names.contains($0.key) })
            }
            items.append(item)
        }
        return ["kind": .string(key.type.collectionKind), "selfLink": .string(Self.link(key)), "items": .array(items)]
    }

    /// The profiles of a virtual server, each an object of its own.
    func profiles(of virtual: StoredObject) -> [JSONValue] {
        (virtual.properties["profiles"]?.arrayValue ?? []).map { profile in
            let path = ObjectPath(profile.stringValue ?? profile["name"]?.stringValue ?? "")
            return [
                "kind": "tm:ltm:virtual:profiles:profilesstate", "name": .string(path.name), "partition": .string(path.partition),
                "fullPath": .string(path.description), "context": "all",
            ]
        }
    }

    private func reference(_ key: CollectionKey, expanded: Bool) -> JSONValue {
        var reference: JSONValue = ["link": .string(Self.link(key)), "isSubcollection": true]
        if expanded { reference["items"] = .array(configuration.all(key).map { object(key, $0.path, $0.object) }) }
        return reference
    }

    /// iControl knows one filter.
    private static func partition(of filter: String?) throws(IControlError) -> String? {
        guard let filter else { return nil }
        let words = filter.split(separator: " ")
        guard words.count == 3, words[0] == "partition", words[1] == "eq" else {
            throw IControlError(400, "The filter \"\(filter)\" is not supported: only \"partition eq NAME\" is.", apiError: 1)
        }
        return String(words[2])
    }

    static func link(_ key: CollectionKey, _ path: ObjectPath? = nil, _ suffix: String = "") -> String {
        let last = path.map { "/" + (key.type == .partition ? $0.name : $0.segment) } ?? ""
        return "https://localhost/mgmt/tm/\(key.uriPath)\(last)\(suffix)?ver=\(version)"
    }
}
