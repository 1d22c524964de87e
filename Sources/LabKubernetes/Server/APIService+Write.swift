import JSON

/// Create, replace, patch and apply.
extension APIService {
    /// What a request says about the write it is.
    func context(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo) throws(APIFailure) -> WriteContext {
        let options = try WriteOptions(request.target, isApply: request.contentType.hasPrefix("application/apply-patch"))
        return WriteContext(
            kind: kind, subresource: request.target.subresource, user: user, manager: request.manager, isDryRun: options.isDryRun,
            validation: options.validation, now: .now())
    }

    /// The object of a body, checked against the path it was sent to.
    func object(_ request: APIRequest, _ value: JSONValue, _ kind: ServedKind) throws(APIFailure) -> JSONValue {
        guard value.isObject else { throw .badRequest("couldn't get version/kind; json parse error: the body is not an object") }
        var object = value
        if object.kind.isEmpty, object.apiVersion.isEmpty, !kind.isBuiltIn {
            throw .badRequest("Object 'Kind' is missing in '\(value.serializedString)'")
        }
        let sameKind = object.kind.isEmpty || (object.kind == kind.kind && object.apiVersion == kind.apiVersion)
        guard sameKind else {
            throw .badRequest(
                "\(object.kind) in version \"\(object.apiVersion)\" cannot be handled as a \(kind.kind): converting (\(object.apiVersion), \(object.kind)) to (\(kind.apiVersion), \(kind.kind)): unknown conversion"
            )
        }
        if let metadata = object.at("metadata"), !metadata.isObject { throw .badRequest("metadata must be an object") }
        let target = request.target
        if kind.isNamespaced {
            if object.namespace.isEmpty { object.set(.string(target.namespace), at: "metadata", "namespace") }
            if object.namespace != target.namespace {
                throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
            }
        } else {
            object.set(nil, at: "metadata", "namespace")
        }
        if !target.name.isEmpty {
            if object.name.isEmpty { object.set(.string(target.name), at: "metadata", "name") }
            if object.name != target.name {
                throw .badRequest("the name of the object (\(object.name)) does not match the name on the URL (\(target.name))")
            }
        }
        return object
    }

    /// Refuses, or returns as warnings, the members that the type does not know.
    func warnings(_ input: JSONValue, _ context: WriteContext, isPatch: Bool = false) throws(APIFailure) -> [String] {
        if context.validation == .ignore { return [] }
        let unknown = ObjectLifecycle.unknownFields(input, context.kind).map { "unknown field \"\($0)\"" }
        if unknown.isEmpty || context.validation == .warn { return unknown }
        if isPatch {
            throw .invalid(
                group: "", kind: "", name: "",
                [
                    .invalid(
                        "patch", JSONValue.string(input.serializedString).serializedString,
                        "strict decoding error: \(unknown.joined(separator: ", "))")
                ])
        }
        throw .badRequest(
            "\(context.kind.kind) in version \"\(context.kind.version)\" cannot be handled as a \(context.kind.kind): strict decoding error: \(unknown.joined(separator: ", "))"
        )
    }

    func create(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo, _ media: MediaType) async throws -> APIResponse {
        let context = try context(request, kind, user)
        let input = try object(request, try request.json(), kind)
        if !input.resourceVersion.isEmpty {
            throw APIFailure(code: 500, reason: "", message: "resourceVersion should not be set on objects to be created")
        }
        let warnings = try warnings(input, context)
        let created = try await insert(input, context, operation: "Update")
        return .json(status: 201, shown(created, kind, media, request), warnings: warnings + context.warnings.all)
    }

    /// Stores a new object; `owners` is nil for a create, which makes its manager the owner of all of it.
    func insert(_ input: JSONValue, _ context: WriteContext, operation: String) async throws -> JSONValue {
        let kind = context.kind
        try checkNamespace(input, kind)
        for attempt in 0..<8 {
            let object = try ObjectLifecycle.created(input, context, uid: Identifiers.uid(), suffix: Identifiers.suffix())
            if store.object(kind.storage, object.key) != nil {
                if input.name.isEmpty, attempt < 7 { continue }
                throw APIFailure.alreadyExists(kind.resource, object.name)
            }
            var admitted = try await admit(.init(operation: "CREATE", context: context, object: object, old: nil))
            if admitted != object {
                admitted = try ObjectLifecycle.created(admitted, context, uid: object.uid, suffix: "")
            }
            if let refusal = EscalationGuard.failure(admitted, old: nil, kind: kind, user: context.user, authorizer) {
                throw refusal
            }
            let owners: ManagedFields
            if operation == "Apply" {
                owners = ManagedFields(entries: [
                    {
                        var entry = context.entry("Apply")
                        entry.fields = Self.applicable(input, context)
                        return entry
                    }()
                ])
            } else {
                owners = ManagedFields().updated(by: context.entry("Update"), from: [:], to: withoutStatus(admitted, kind), kind.mergeType)
            }
            admitted.set(owners.encoded, at: "metadata", "managedFields")
            if kind.storage == Self.definitions { admitted = CustomKinds.established(admitted, now: context.now) }
            if context.isDryRun { return admitted }
            do {
                return EventConversion.served(
                    try commit(kind.storage, admitted.key, EventConversion.stored(admitted, as: kind), expecting: .absent), as: kind)
            } catch {
                if input.name.isEmpty, attempt < 7 { continue }
                throw APIFailure.alreadyExists(kind.resource, admitted.name)
            }
        }
        throw APIFailure.internalError("no free name found for generateName")
    }

    private func withoutStatus(_ object: JSONValue, _ kind: ServedKind) -> JSONValue {
        guard kind.hasStatus else { return object }
        var copy = object
        copy.set(nil, at: "status")
        return copy
    }

    /// The fields that an applied configuration may own at its subresource.
    static func applicable(_ configuration: JSONValue, _ context: WriteContext) -> FieldSet {
        let fields = ManagedFields.owned(FieldExtractor.fields(of: configuration, context.kind.mergeType))
        if context.subresource == "status" { return fields.restricted(toRoots: ["status"]) }
        return context.kind.hasStatus ? fields.removing([.field("status")]) : fields
    }

    private func checkNamespace(_ object: JSONValue, _ kind: ServedKind) throws(APIFailure) {
        guard kind.isNamespaced else { return }
        guard let namespace = store.object(Self.namespaces, ObjectKey(namespace: "", name: object.namespace)) else {
            throw .notFound(Self.namespaces, object.namespace)
        }
        if namespace.isTerminating {
            var failure = APIFailure.forbidden(
                kind.resource, object.name, "unable to create new content in namespace \(object.namespace) because it is being terminated")
            failure.causes = [
                .init(
                    reason: "NamespaceTerminating", message: "namespace \(object.namespace) is being terminated",
                    field: "metadata.namespace")
            ]
            throw failure
        }
    }

    func replace(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo, _ media: MediaType) async throws -> APIResponse {
        let context = try context(request, kind, user)
        try checkSubresource(kind, context.subresource)
        if context.subresource == "scale" {
            let scale = try request.json()
            let changed = try await update(request, context, pinned: scale.resourceVersion) { old throws(APIFailure) in
                try Scaling.scaled(old, to: scale, kind)
            }
            return .json(status: 200, Scaling.scale(of: changed, kind))
        }
        let input = try object(request, try request.json(), kind)
        let warnings = try warnings(input, context)
        if kind.isCreatedByUpdate, context.subresource.isEmpty, input.resourceVersion.isEmpty,
            store.object(kind.storage, key(request.target, kind)) == nil
        {
            try authorizeCreation(request, user)
            let created = try await insert(input, context, operation: "Update")
            return .json(status: 201, shown(created, kind, media, request), warnings: warnings + context.warnings.all)
        }
        if !kind.isReplacedUnconditionally, input.resourceVersion.isEmpty {
            throw APIFailure.invalid(
                group: kind.group, kind: kind.plural, name: input.name,
                [.invalid("metadata.resourceVersion", "0x0", "must be specified for an update")])
        }
        let changed = try await update(request, context, pinned: input.resourceVersion) { old throws(APIFailure) in
            try Self.checkIdentity(input, old, kind)
            return input
        }
        return .json(status: 200, shown(changed, kind, media, request), warnings: warnings + context.warnings.all)
    }

    /// Refuses whoever may change an object, but not create it, where a change would.
    func authorizeCreation(_ request: APIRequest, _ user: UserInfo) throws(APIFailure) {
        var target = request.target
        target.verb = "create"
        let access = AccessRequest(target)
        if !authorizer.allows(user, access) { throw access.failure(user) }
    }

    static func checkIdentity(_ input: JSONValue, _ old: JSONValue, _ kind: ServedKind) throws(APIFailure) {
        if !input.uid.isEmpty, input.uid != old.uid {
            throw .conflict(
                kind.resource, old.name, "Precondition failed: UID in precondition: \(input.uid), UID in object meta: \(old.uid)")
        }
    }

    func checkSubresource(_ kind: ServedKind, _ subresource: String) throws(APIFailure) {
        switch subresource {
        case "status" where !kind.hasStatus, "scale" where kind.scale == nil: throw .noSuchPath
        case "finalize" where kind.storage != Self.namespaces: throw .noSuchPath
        default: break
        }
    }

    /// Changes an existing object: computes, asks the webhooks, commits; again when somebody else was first, unless the client pinned a version.
    func update(
        _ request: APIRequest, _ context: WriteContext, pinned: String, _ compute: (JSONValue) throws(APIFailure) -> JSONValue
    ) async throws -> JSONValue {
        let kind = context.kind
        let key = key(request.target, kind)
        for _ in 0..<100 {
            guard let stored = store.object(kind.storage, key) else { throw APIFailure.notFound(kind.resource, key.name) }
            let old = EventConversion.served(stored, as: kind)
            if !pinned.isEmpty, pinned != old.resourceVersion { throw APIFailure.staleVersion(kind.resource, key.name) }
            let input = try compute(old)
            let new = try ObjectLifecycle.updated(input, from: old, context)
            let isReset = ManagedFields.isReset(input, from: old)
            if let result = try await store(
                new, over: old, context,
                { admitted in
                    let before = ManagedFields(old)
                    // Whoever takes the list away ends the tracking, until somebody applies.
                    if isReset || before.entries.isEmpty { return ManagedFields() }
                    return before.updated(by: context.entry("Update"), from: old.content, to: admitted.content, kind.mergeType)
                })
            {
                return result
            }
            if !pinned.isEmpty { throw APIFailure.staleVersion(kind.resource, key.name) }
        }
        throw APIFailure.staleVersion(kind.resource, key.name)
    }

    /// Admits and commits a change; nil when somebody else was first. Writes nothing when nothing changes.
    func store(
        _ new: JSONValue, over old: JSONValue, _ context: WriteContext, _ owners: (JSONValue) -> ManagedFields
    ) async throws -> JSONValue? {
        let kind = context.kind
        var admitted = try await admit(.init(operation: "UPDATE", context: context, object: new, old: old))
        if admitted != new { admitted = try ObjectLifecycle.updated(admitted, from: old, context) }
        if let refusal = EscalationGuard.failure(admitted, old: old, kind: kind, user: context.user, authorizer) { throw refusal }
        if kind.storage == Self.definitions, context.subresource.isEmpty { admitted = CustomKinds.established(admitted, now: context.now) }
        let owners = owners(admitted)
        if admitted.content == old.content, owners == ManagedFields(old) { return old }
        admitted.set(owners.encoded, at: "metadata", "managedFields")
        if context.isDryRun { return admitted }
        let removes = Deletion.isFinished(admitted)
        do {
            let result = try commit(
                kind.storage, old.key, removes ? nil : EventConversion.stored(admitted, as: kind), expecting: .revision(old.resourceVersion)
            )
            return removes ? admitted : EventConversion.served(result, as: kind)
        } catch .stale {
            return nil
        } catch {
            throw APIFailure.notFound(kind.resource, old.name)
        }
    }
}
