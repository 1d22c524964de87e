/// How objects refer to each other, and which of that a change may not break.
enum References {
    /// The node of a member: the part of its name before the port.
    static func node(of member: ObjectPath) -> ObjectPath? {
        let separator: Character = member.name.filter { $0 == ":" }.count > 1 ? "." : ":"
        guard let split = member.name.lastIndex(of: separator) else { return nil }
        return ObjectPath(partition: member.partition, name: String(member.name[..<split]))
    }

    /// The virtual address of a virtual server.
    static func address(of virtual: StoredObject, _ path: ObjectPath) -> ObjectPath? {
        let destination = ObjectPath(virtual[text: "destination"], in: path.partition)
        return Destination(destination.name)?.address.map { ObjectPath(partition: destination.partition, name: $0.description) }
    }

    /// Whether what an object refers to is there, and whether it is at odds with another.
    static func check(_ key: CollectionKey, _ path: ObjectPath, in configuration: Configuration) throws(IControlError) {
        guard let object = configuration.objects[key]?[path] else { return }
        switch key.type {
        case .pool: try checkMonitors(object[text: "monitor"], path, in: configuration)
        case .member where object[text: "monitor"] != "default": try checkMonitors(object[text: "monitor"], path, in: configuration)
        case .virtual: try checkVirtual(object, path, in: configuration)
        default: break
        }
    }

    private static func checkMonitors(_ text: String, _ path: ObjectPath, in configuration: Configuration) throws(IControlError) {
        guard let rule = MonitorRule(text, in: path.partition) else { throw .invalidValue("monitor", text) }
        for monitor in rule.monitors
        where !ObjectType.monitors.contains(where: { configuration.objects[CollectionKey($0)]?[monitor] != nil }) {
            throw .notFound("monitor rule", monitor)
        }
    }

    private static func checkVirtual(_ object: StoredObject, _ path: ObjectPath, in configuration: Configuration) throws(IControlError) {
        if !object[text: "pool"].isEmpty {
            _ = try configuration.object(CollectionKey(.pool), ObjectPath(object[text: "pool"], in: path.partition))
        }
        let translation = object.properties["sourceAddressTranslation"]
        if translation?["type"]?.stringValue == "snat" {
            let pool = ObjectPath(translation?["pool"]?.stringValue ?? "", in: path.partition)
            _ = try configuration.object(CollectionKey(.snatPool), pool)
        }
        for profile in object.properties["profiles"]?.arrayValue ?? [] {
            let name = profile.stringValue ?? profile["name"]?.stringValue ?? ""
            let full = ObjectPath(name)
            guard ObjectSchema.profiles.contains(full.description) else { throw .notFound("profile", full) }
        }
        for (other, found) in configuration.all(CollectionKey(.virtual)) where other != path {
            let same = ["destination", "source", "ipProtocol", "mask"].allSatisfy { found.properties[$0] == object.properties[$0] }
            if same { throw .sharesDestination(path, with: other) }
        }
    }

    /// Whether an object may be deleted.
    static func checkUnused(_ type: ObjectType, _ path: ObjectPath, in configuration: Configuration) throws(IControlError) {
        switch type {
        case .pool:
            for (virtual, object) in configuration.all(CollectionKey(.virtual)) where ObjectPath(object[text: "pool"]) == path {
                throw .poolInUse(path, by: virtual)
            }
        case .node:
            for (key, members) in configuration.objects where key.type == .member {
                if let pool = key.parent, members.keys.contains(where: { node(of: $0) == path }) { throw .nodeInUse(path, by: pool) }
            }
        case .partition:
            let used = configuration.objects.contains { $0.value.keys.contains { $0.partition == path.name } }
            if used || path.name == "Common" { throw .configuration("partition \(path.name) is not empty or belongs to the system") }
        case .monitorHTTP, .monitorHTTPS, .monitorTCP:
            let rules = configuration.objects.filter { $0.key.type == .pool || $0.key.type == .member }.values
                .flatMap { $0.map { MonitorRule($0.value[text: "monitor"], in: $0.key.partition) } }
            let system = ObjectSchema.builtIn.contains { $0.1 == path }
            if system || rules.contains(where: { $0?.monitors.contains(path) == true }) { throw .monitorInUse(path) }
        case .virtualAddress:
            for (virtual, object) in configuration.all(CollectionKey(.virtual)) where address(of: object, virtual) == path {
                throw .configuration("virtual address \(path) is in use by Virtual Server \(virtual)")
            }
        case .member, .virtual, .snatPool: break
        }
    }
}
