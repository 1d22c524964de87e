import JSON

/// The four kinds of patch.
extension APIService {
    func patch(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo, _ media: MediaType) async throws -> APIResponse {
        let context = try context(request, kind, user)
        try checkSubresource(kind, context.subresource)
        switch request.contentType {
        case "application/apply-patch+yaml", "application/apply-patch+json": return try await apply(request, context, media)
        case "application/json-patch+json", "application/merge-patch+json": break
        case "application/strategic-merge-patch+json" where kind.isBuiltIn: break
        default:
            let accepted =
                ["application/json-patch+json", "application/merge-patch+json"]
                + (kind.isBuiltIn ? ["application/strategic-merge-patch+json"] : []) + ["application/apply-patch+yaml"]
            throw APIFailure.unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: \(accepted.joined(separator: ", "))")
        }
        let body = try request.json()
        let type = request.contentType
        let pinned = type == "application/json-patch+json" ? "" : body.resourceVersion
        let isScale = context.subresource == "scale"
        var warnings: [String] = []
        let changed = try await update(request, context, pinned: pinned) { old throws(APIFailure) in
            let base = isScale ? Scaling.scale(of: old, kind) : old
            let patched = try Self.patched(base, body, type, isScale ? .deduced : kind.mergeType)
            if isScale { return try Scaling.scaled(old, to: patched, kind) }
            try Self.checkIdentity(patched, old, kind)
            if patched.name != old.name {
                throw .badRequest("the name of the object (\(patched.name)) does not match the name on the URL (\(old.name))")
            }
            if type == "application/json-patch+json", patched.resourceVersion != old.resourceVersion {
                throw .staleVersion(kind.resource, old.name)
            }
            warnings = try self.warnings(patched, context, isPatch: true)
            return patched
        }
        if isScale { return .json(status: 200, Scaling.scale(of: changed, kind)) }
        return .json(status: 200, shown(changed, kind, media, request), warnings: warnings + context.warnings.all)
    }

    private static func patched(_ base: JSONValue, _ patch: JSONValue, _ type: String, _ merge: MergeType) throws(APIFailure) -> JSONValue {
        switch type {
        case "application/json-patch+json":
            let operations: JSONPatch
            do {
                operations = try JSONPatch(patch)
            } catch {
                throw .badRequest("error decoding patch: \(error)")
            }
            do {
                return try operations.apply(to: base)
            } catch {
                throw APIFailure(
                    code: 422, reason: "Invalid", message: "the server rejected our request due to an error in our request")
            }
        case "application/merge-patch+json":
            guard patch.isObject else { throw .badRequest("error decoding patch: the body is not an object") }
            return JSONMergePatch.applying(patch, to: base)
        default:
            return try StrategicMergePatch.apply(patch, to: base, merge)
        }
    }

    private func apply(_ request: APIRequest, _ context: WriteContext, _ media: MediaType) async throws -> APIResponse {
        let kind = context.kind
        var configuration = try object(request, try request.json(), kind)
        if configuration.at("metadata", "managedFields") != nil, configuration.at("metadata", "managedFields")?.isEmptyContainer != true {
            throw APIFailure.badRequest("metadata.managedFields must be nil")
        }
        configuration.set(.string(kind.apiVersion), at: "apiVersion")
        configuration.set(.string(kind.kind), at: "kind")
        let warnings = try warnings(configuration, context)
        let pinned = configuration.resourceVersion
        let apply = ServerSideApply(type: kind.mergeType, writer: context.entry("Apply"), force: request.target.flag("force"))
        let key = key(request.target, kind)
        for _ in 0..<100 {
            guard let stored = store.object(kind.storage, key) else {
                if !context.subresource.isEmpty || !pinned.isEmpty { throw APIFailure.notFound(kind.resource, key.name) }
                try authorizeCreation(request, context.user)
                do {
                    let created = try await insert(configuration, context, operation: "Apply")
                    return .json(status: 201, shown(created, kind, media, request), warnings: warnings + context.warnings.all)
                } catch let failure as APIFailure where failure.reason == "AlreadyExists" {
                    continue
                }
            }
            let old = EventConversion.served(stored, as: kind)
            if !pinned.isEmpty, pinned != old.resourceVersion { throw APIFailure.staleVersion(kind.resource, key.name) }
            try Self.checkIdentity(configuration, old, kind)
            let part = Self.part(configuration, context)
            var owners = ManagedFields(old)
            if owners.entries.isEmpty { owners = .beforeFirstApply(old.content, kind) }
            switch apply.apply(part, to: old.content, owners: owners) {
            case .conflicts(let conflicts):
                throw ServerSideApply.failure(conflicts)
            case .applied(let merged, let owners):
                let new = try ObjectLifecycle.updated(merged, from: old, context)
                if let result = try await store(new, over: old, context, { _ in owners }) {
                    return .json(status: 200, shown(result, kind, media, request), warnings: warnings + context.warnings.all)
                }
            }
        }
        throw APIFailure.staleVersion(kind.resource, key.name)
    }

    /// What of a configuration counts at its subresource.
    private static func part(_ configuration: JSONValue, _ context: WriteContext) -> JSONValue {
        if context.subresource == "status" {
            return .object(configuration.objectMembers.filter { $0.key == "status" })
        }
        var part = configuration
        if context.kind.hasStatus { part.set(nil, at: "status") }
        return part
    }
}
