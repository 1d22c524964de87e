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
                kind.storage, key, EventConversion.stored(result, as: kind), expecting: .revision(old.resourceVersion))
        }
        result = try ObjectLifecycle.created(object, context, uid: Identifiers.uid(), suffix: Identifiers.suffix())
        if let status = object.at("status") { result.set(status, at: "status") }
        if kind.storage == APIService.definitions { result = CustomKinds.established(result, now: .now()) }
        return try service.commit(kind.storage, result.key, EventConversion.stored(result, as: kind), expecting: .absent)
    }

    private static func place(_ object: JSONValue, _ service: APIService) throws(APIFailure) -> (ServedKind, ObjectKey) {
        guard let kind = service.registry.kind(apiVersion: object.apiVersion, kind: object.kind) else {
            throw .badRequest("no matches for kind \"\(object.kind)\" in version \"\(object.apiVersion)\"")
        }
        return (kind, object.key)
    }
}
