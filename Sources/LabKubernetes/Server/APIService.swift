import JSON
import NIOConcurrencyHelpers

/// Answers requests: who, may they, what. The parts that differ are in the extensions beside this file.
final class APIService: Sendable {
    let store: ResourceStore
    let authenticator: Authenticator
    let faults: FaultInjector
    let log: RequestLog
    let webhooks: WebhookCaller
    let configuration: LabKubernetesConfiguration
    /// What tests have asked of every watch.
    let tuning = NIOLockedValueBox(WatchTuning())
    private let registryBox: NIOLockedValueBox<KindRegistry>
    private let knownPlugins = DerivedFromStore(AdmissionPlugins.places) { AdmissionPlugins($0) }
    private let knownAuthorizer = DerivedFromStore(Authorizer.places) { Authorizer($0) }

    init(
        store: ResourceStore, authenticator: Authenticator, faults: FaultInjector, log: RequestLog, webhooks: WebhookCaller,
        configuration: LabKubernetesConfiguration
    ) {
        self.store = store
        self.authenticator = authenticator
        self.faults = faults
        self.log = log
        self.webhooks = webhooks
        self.configuration = configuration
        registryBox = NIOLockedValueBox(KindRegistry())
        refreshRegistry()
    }

    static let definitions = GroupResource(group: "apiextensions.k8s.io", resource: "customresourcedefinitions")
    static let namespaces = GroupResource(group: "", resource: "namespaces")

    /// The roles and bindings of the moment.
    var authorizer: Authorizer { knownAuthorizer.value(in: store) }

    /// The webhooks and policies of the moment.
    var plugins: AdmissionPlugins { knownPlugins.value(in: store) }

    /// How many changes may wait on a watch.
    var watchBacklogLimit: Int { max(1, configuration.watchBacklogLimit) }

    /// The types served now.
    var registry: KindRegistry { registryBox.withLockedValue { $0 } }

    /// Writes or removes an object, and follows a change of what is served.
    func commit(_ kind: GroupResource, _ key: ObjectKey, _ object: JSONValue?, expecting: ResourceStore.Expectation) throws(ResourceStore
        .Refusal) -> StoredObject
    {
        let result = try store.commit(kind, key, object, expecting: expecting)
        if kind == Self.definitions { refreshRegistry() }
        return result
    }

    /// Follows a change of what is served that did not come by a commit.
    func refreshRegistry() { registryBox.withLockedValue { $0.setDefinitions(store.objects(Self.definitions).map(\.value)) } }

    /// The answer to a request; never fails, a refusal is an answer.
    func respond(_ request: APIRequest) async -> (response: APIResponse, wire: WireFault?) {
        var user = UserInfo.anonymous
        var response: APIResponse
        var fault: LabFault.Action?
        do {
            user = try authenticate(request)
            let access = AccessRequest(request.target)
            fault = try await faults.meet(access, method: request.method, path: request.target.path, user: user.name)
            switch fault {
            case .drop: response = .drop
            case .fail(let code, let reason, let message):
                response = .failure(APIFailure(code: code, reason: reason, message: message, retryAfter: code == 429 ? 1 : nil))
            case .answer(let code, let headers, let body):
                response = .bytes(status: code, body, contentType: headers["Content-Type"] ?? "application/json", headers: headers)
            default:
                try authorize(user, access)
                response = try await dispatch(request, user)
            }
        } catch let failure as APIFailure {
            response = .failure(failure)
        } catch {
            response = .failure(.internalError("\(error)"))
        }
        if case .loseResponse = fault { response = .drop }
        log.note(request, user: user.name, response)
        return (response, WireFault(fault))
    }

    private func authenticate(_ request: APIRequest) throws(APIFailure) -> UserInfo {
        let words = (request.headers["authorization"] ?? "").split(separator: " ")
        var user = request.certificateUser ?? .anonymous
        if words.count == 2, words[0].lowercased() == "bearer" {
            user = try authenticator.user(token: String(words[1]), store: store, now: .now())
        }
        guard let impersonation = try Impersonation(request) else { return user }
        for permission in impersonation.permissions where !authorizer.allows(user, permission) { throw permission.failure(user) }
        return impersonation.user
    }

    private func authorize(_ user: UserInfo, _ access: AccessRequest) throws(APIFailure) {
        if user.groups.contains("system:masters") { return }
        if let path = access.nonResourcePath, ["/healthz", "/livez", "/readyz", "/version"].contains(path) { return }
        if !authorizer.allows(user, access) { throw access.failure(user) }
    }

    private func dispatch(_ request: APIRequest, _ user: UserInfo) async throws -> APIResponse {
        let target = request.target
        guard target.isResource else { return try document(request) }
        if let review = try reviewed(request, user) { return review }
        guard let kind = registry.kind(group: target.group, version: target.version, plural: target.resource) else {
            throw APIFailure.noSuchPath
        }
        if !target.namespace.isEmpty, !kind.isNamespaced, kind.kind != "Namespace" { throw APIFailure.noSuchPath }
        guard let media = MediaType(accept: request.headers["accept"] ?? "") else {
            throw APIFailure(
                code: 406, reason: "NotAcceptable",
                message: "only the following media types are accepted: application/json, application/json;as=Table;v=v1;g=meta.k8s.io")
        }
        switch (target.verb, target.subresource) {
        case ("update", _) where target.name.isEmpty, ("patch", _) where target.name.isEmpty: throw APIFailure.methodNotAllowed
        case ("deletecollection", "") where kind.storage == Self.namespaces: throw APIFailure.methodNotAllowed
        case ("get", ""),
            ("get", "status") where target.subresource.isEmpty || kind.hasStatus:
            return try get(request, kind, media)
        case ("get", "scale") where kind.scale != nil: return try getScale(request, kind)
        case ("list", ""): return try list(request, kind, media)
        case ("watch", ""): return try watch(request, kind, media)
        case ("create", "") where target.name.isEmpty: return try await create(request, kind, user, media)
        case ("create", "token") where kind.plural == "serviceaccounts" && kind.group.isEmpty:
            return try await createToken(request, kind, user)
        case ("create", "eviction") where kind.plural == "pods": return try await delete(request, kind, user)
        case ("create", "binding") where kind.plural == "pods": return try await bind(request, kind, user)
        case ("update", ""), ("update", "status"), ("update", "scale"), ("update", "finalize"):
            return try await replace(request, kind, user, media)
        case ("patch", ""), ("patch", "status"), ("patch", "scale"): return try await patch(request, kind, user, media)
        case ("delete", ""): return try await delete(request, kind, user)
        case ("deletecollection", ""): return try await deleteCollection(request, kind, user)
        case (_, ""): throw APIFailure.methodNotAllowed
        default: throw APIFailure.noSuchPath
        }
    }

    /// The key of the object that a request names.
    func key(_ target: RequestTarget, _ kind: ServedKind) -> ObjectKey {
        ObjectKey(namespace: kind.isNamespaced ? target.namespace : "", name: target.name)
    }
}
