import JSON

/// Everything configured on the box, as a value: the pure half of iControl REST.
///
/// Each change is checked as a whole and takes effect or leaves no trace.
struct Configuration: Sendable, Hashable {
    /// Grows with each change.
    private(set) var generation = 1
    private(set) var objects: [CollectionKey: [ObjectPath: StoredObject]] = [:]

    /// A box as it comes: partition Common and the monitors that others derive from.
    init() {
        for (key, path) in ObjectSchema.builtIn {
            var properties = ObjectSchema.defaults(of: key.type)
            properties["defaultsFrom"] = nil
            objects[key, default: [:]][path] = StoredObject(properties: properties, generation: 1)
        }
    }

    /// A configuration read back from disk.
    init(generation: Int, objects: [CollectionKey: [ObjectPath: StoredObject]]) {
        self.init()
        self.generation = max(generation, 1)
        self.objects.merge(objects) { $0.merging($1) { $1 } }
    }

    /// The object, or iControl's error that there is none.
    func object(_ key: CollectionKey, _ path: ObjectPath) throws(IControlError) -> StoredObject {
        if let pool = key.parent { _ = try object(CollectionKey(.pool), pool) }
        guard let found = objects[key]?[path] else {
            throw key.type == .member
                ? IControlError(404, "Object not found - \(path)", apiError: 1) : .notFound(key.type.noun, path)
        }
        return found
    }

    /// All objects of a collection, by path.
    func all(_ key: CollectionKey) -> [(path: ObjectPath, object: StoredObject)] {
        (objects[key] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Creates an object from the body of a POST.
    ///
    /// - Returns: its path.
    mutating func create(_ key: CollectionKey, _ body: JSONValue) throws(IControlError) -> ObjectPath {
        var changed = self
        let path = try changed.insert(key, body)
        try changed.settle(key, path)
        self = changed
        return path
    }

    /// Changes the given properties of an object (PATCH).
    mutating func patch(_ key: CollectionKey, _ path: ObjectPath, _ body: JSONValue) throws(IControlError) {
        let found = try object(key, path)
        try change(key, path, body, from: found.properties)
    }

    /// Gives an object the properties of the body, and defaults for all others (PUT).
    mutating func replace(_ key: CollectionKey, _ path: ObjectPath, _ body: JSONValue) throws(IControlError) {
        let found = try object(key, path)
        var start = ObjectSchema.defaults(of: key.type)
        for name in ObjectSchema.fixed(of: key.type) { start[name] = found.properties[name] }
        try change(key, path, body, from: start)
    }

    /// Removes an object that nothing refers to, and what belongs to it.
    mutating func delete(_ key: CollectionKey, _ path: ObjectPath) throws(IControlError) {
        _ = try object(key, path)
        try References.checkUnused(key.type, path, in: self)
        objects[key]?[path] = nil
        if key.type == .pool { objects[CollectionKey(.member, of: path)] = nil }
        generation += 1
        removeUnusedAddresses()
    }

    private mutating func insert(_ key: CollectionKey, _ body: JSONValue) throws(IControlError) -> ObjectPath {
        if let pool = key.parent { _ = try object(CollectionKey(.pool), pool) }
        guard let given = body["name"]?.stringValue, !given.isEmpty else {
            throw IControlError(400, "one or more properties must be specified", apiError: 1)
        }
        let home = body["partition"]?.stringValue ?? key.parent?.partition ?? "Common"
        let path = key.type == .partition ? ObjectPath(partition: "", name: given) : ObjectPath(given, in: home)
        guard objects[key]?[path] == nil else { throw .exists(key.type.noun, path) }
        if key.type != .partition, objects[CollectionKey(.partition)]?[ObjectPath(partition: "", name: path.partition)] == nil {
            throw .folderMissing(key.type.noun, path)
        }
        let properties = try PropertyRules.merged(
            body, into: ObjectSchema.defaults(of: key.type), type: key.type, path: path, creating: true)
        store(key, path, properties)
        for member in body["members"]?.arrayValue ?? [] where key.type == .pool {
            let memberKey = CollectionKey(.member, of: path)
            let listed = member.stringValue.map { JSONValue.object(["name": .string($0)]) } ?? member
            let memberPath = try insert(memberKey, listed)
            try settle(memberKey, memberPath)
        }
        return path
    }

    private mutating func change(
        _ key: CollectionKey, _ path: ObjectPath, _ body: JSONValue, from start: [String: JSONValue]
    ) throws(IControlError) {
        var changed = self
        let properties = try PropertyRules.merged(body, into: start, type: key.type, path: path, creating: false)
        changed.store(key, path, properties)
        try changed.settle(key, path)
        self = changed
    }

    private mutating func store(_ key: CollectionKey, _ path: ObjectPath, _ properties: [String: JSONValue]) {
        generation += 1
        objects[key, default: [:]][path] = StoredObject(properties: properties, generation: generation)
    }

    /// What a change brings along: implicit nodes and virtual addresses, then the checks of all references.
    private mutating func settle(_ key: CollectionKey, _ path: ObjectPath) throws(IControlError) {
        switch key.type {
        case .member: try addNode(for: path, in: key)
        case .virtual: try addAddress(for: path)
        default: break
        }
        try References.check(key, path, in: self)
        removeUnusedAddresses()
    }

    /// A member's node is made with it when there is none; the member then has its address.
    private mutating func addNode(for member: ObjectPath, in key: CollectionKey) throws(IControlError) {
        guard let nodePath = References.node(of: member), var found = objects[key]?[member] else { return }
        let nodes = CollectionKey(.node)
        if objects[nodes]?[nodePath] == nil {
            guard let address = IPAddress(found[text: "address"]) ?? IPAddress(nodePath.name) else { throw .notFound("Node", nodePath) }
            var properties = ObjectSchema.defaults(of: .node)
            properties["address"] = .string(address.description)
            store(nodes, nodePath, properties)
        }
        found.properties["address"] = objects[nodes]?[nodePath]?.properties["address"]
        objects[key]?[member] = found
    }

    /// A virtual server's address is an object of its own, made with it when there is none.
    private mutating func addAddress(for virtual: ObjectPath) throws(IControlError) {
        guard let found = objects[CollectionKey(.virtual)]?[virtual] else { return }
        let destination = ObjectPath(found[text: "destination"], in: virtual.partition)
        guard let address = Destination(destination.name)?.address else {
            throw .invalidValue("destination", found[text: "destination"])
        }
        let key = CollectionKey(.virtualAddress)
        let path = ObjectPath(partition: destination.partition, name: address.description)
        guard objects[key]?[path] == nil else { return }
        var properties = ObjectSchema.defaults(of: .virtualAddress)
        properties["address"] = .string(address.description)
        properties["mask"] = found.properties["mask"]
        store(key, path, properties)
    }

    private mutating func removeUnusedAddresses() {
        let key = CollectionKey(.virtualAddress)
        let used = Set(all(CollectionKey(.virtual)).compactMap { References.address(of: $0.object, $0.path) })
        for (path, address) in objects[key] ?? [:] where address[text: "autoDelete"] == "true" && !used.contains(path) {
            objects[key]?[path] = nil
        }
    }
}
