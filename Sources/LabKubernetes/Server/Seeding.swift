import JSON

/// Writes objects straight into the store.
enum Seeding {
    /// Stores an object unless it is there already.
    static func seed(_ object: JSONValue, into service: APIService) throws {
        let (kind, key) = try place(object, service)
        if service.store.object(kind.storage, key) == nil { _ = try put(object, into: service) }
    }

    /// Creates or replaces an object, status included.
    static func put(_ object: JSONValue, into service: APIService) throws -> JSONValue {
        let (kind, key) = try place(object, service)
        let context = WriteContext(
            kind: kind, subresource: "", user: UserInfo(name: "ake-lab"), manager: "ake-lab", isDryRun: false, validation: .ignore,
            now: .now())
        var result: JSONValue
        if let stored = service.store.object(kind.storage, key) {
            let old = EventConversion.served(stored, as: kind)
            result = try ObjectLifecycle.updated(object, from: old, context)
            if let status = object.at("status") { result.set(status, at: "status") }
            result.set(old.at("metadata", "managedFields"), at: "metadata", "managedFields")
            if kind.storage == APIService.definitions { result = CustomKinds.established(result, now: .now()) }
            return try service.commit(
                kind.storage, key, EventConversion.stored(result, as: kind), expecting: .revision(old.resourceVersion)
            ).value
        }
        result = try ObjectLifecycle.created(object, context, uid: Identifiers.uid(), suffix: Identifiers.suffix())
        if let status = object.at("status") { result.set(status, at: "status") }
        if kind.storage == APIService.definitions { result = CustomKinds.established(result, now: .now()) }
        return try service.commit(kind.storage, result.key, EventConversion.stored(result, as: kind), expecting: .absent).value
    }

    /// Creates or replaces objects as they are, in chunks of neighbours of one kind.
    static func put(many objects: [JSONValue], into service: APIService) throws {
        let now = JSONValue.string(Timestamp.now().text)
        var chunk: (kind: ServedKind, contents: [ObjectContent])?
        func flush() {
            guard let chunk else { return }
            service.store.commit(chunk.kind.storage, chunk.contents)
            if chunk.kind.storage == APIService.definitions { service.refreshRegistry() }
        }
        for object in objects {
            if chunk.map({ $0.kind.kind != object.kind || $0.kind.apiVersion != object.apiVersion || $0.contents.count >= 1_000 }) ?? true {
                flush()
                chunk = (try place(object, service).0, [])
            }
            var object = object
            var metadata = object.at("metadata") ?? [:]
            if metadata.at("uid") == nil { metadata.set(.string(Identifiers.uid()), at: "uid") }
            if metadata.at("creationTimestamp") == nil { metadata.set(now, at: "creationTimestamp") }
            if let kind = chunk?.kind {
                if kind.countsGeneration, metadata.at("generation") == nil { metadata.set(1, at: "generation") }
                object.set(metadata, at: "metadata")
                chunk?.contents.append(ObjectContent(EventConversion.stored(object, as: kind)))
            }
        }
        flush()
    }

    private static func place(_ object: JSONValue, _ service: APIService) throws(APIFailure) -> (ServedKind, ObjectKey) {
        guard let kind = service.registry.kind(apiVersion: object.apiVersion, kind: object.kind) else {
            throw .badRequest("no matches for kind \"\(object.kind)\" in version \"\(object.apiVersion)\"")
        }
        return (kind, object.key)
    }
}
