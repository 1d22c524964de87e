import JSON

/// The subresources with a form of their own: scale, token, binding.
extension APIService {
    func getScale(_ request: APIRequest, _ kind: ServedKind) throws(APIFailure) -> APIResponse {
        let key = key(request.target, kind)
        guard let stored = store.object(kind.storage, key) else { throw .notFound(kind.resource, key.name) }
        return .json(status: 200, Scaling.scale(of: EventConversion.served(stored, as: kind), kind))
    }

    /// Places a Pod on a Node.
    func bind(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo) async throws -> APIResponse {
        let binding = try request.json()
        var context = try context(request, kind, user)
        context.subresource = ""
        _ = try await update(request, context, pinned: "") { old throws(APIFailure) in
            var pod = old
            pod.set(binding.at("target", "name"), at: "spec", "nodeName")
            return pod
        }
        return .json(status: 201, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "code": 201])
    }

    /// TokenRequest: a signed token of a ServiceAccount, bound to an object when asked.
    func createToken(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo) async throws -> APIResponse {
        let target = request.target
        let accounts = GroupResource(group: "", resource: "serviceaccounts")
        guard let account = store.object(accounts, ObjectKey(namespace: target.namespace, name: target.name)) else {
            throw APIFailure.notFound(accounts, target.name)
        }
        let input = try request.json()
        let seconds = input.at("spec", "expirationSeconds")?.whole ?? 3600
        let audiences = input.at("spec", "audiences")?.textElements ?? []
        func invalid(_ problem: FieldProblem) -> APIFailure {
            .invalid(group: "authentication.k8s.io", kind: "TokenRequest", name: target.name, [problem])
        }
        if seconds < configuration.minimumTokenSeconds {
            throw invalid(.invalid("spec.expirationSeconds", String(seconds), "may not specify a duration less than 10 minutes"))
        }
        if seconds > 1 << 32 {
            throw invalid(.invalid("spec.expirationSeconds", String(seconds), "may not specify a duration larger than 2^32 seconds"))
        }
        var reviewed = input
        reviewed.set("authentication.k8s.io/v1", at: "apiVersion")
        reviewed.set("TokenRequest", at: "kind")
        var metadata = input.at("metadata") ?? [:]
        metadata.set(.string(target.name), at: "name")
        metadata.set(.string(target.namespace), at: "namespace")
        reviewed.set(metadata, at: "metadata")
        let context = try context(request, kind, user)
        _ = try await admit(
            AdmissionSubject(
                operation: "CREATE", context: context, object: reviewed, old: nil,
                objectType: ("authentication.k8s.io", "v1", "TokenRequest")))
        var claims = ServiceAccountTokens.Claims(
            namespace: target.namespace, name: target.name, uid: account.uid,
            audiences: audiences.isEmpty ? [ServiceAccountTokens.issuer] : audiences,
            issued: Timestamp.now().seconds, expires: Timestamp.now().seconds + seconds)
        if let reference = input.at("spec", "boundObjectRef"), reference.isObject {
            claims.binding = try binding(reference, namespace: target.namespace, invalid)
        }
        var spec: JSONValue = ["audiences": .array(claims.audiences.map { .string($0) }), "expirationSeconds": .integer(seconds)]
        spec.set(input.at("spec", "boundObjectRef"), at: "boundObjectRef")
        let token = try authenticator.tokens.sign(claims)
        return .json(
            status: 201,
            [
                "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
                "metadata": [
                    "name": .string(target.name), "namespace": .string(target.namespace),
                    "creationTimestamp": .string(Timestamp.now().text),
                ],
                "spec": spec,
                "status": ["token": .string(token), "expirationTimestamp": .string(Timestamp(seconds: claims.expires).text)],
            ])
    }

    private func binding(
        _ reference: JSONValue, namespace: String, _ invalid: (FieldProblem) -> APIFailure
    ) throws -> ServiceAccountTokens.Binding {
        let kind = reference.at("kind")?.text ?? ""
        let name = reference.at("name")?.text ?? ""
        guard ["Pod", "Secret", "Node"].contains(kind) else {
            throw invalid(.invalid("spec.boundObjectRef", "\"\(kind)\"", "cannot bind token to object of type \(kind)"))
        }
        let place = GroupResource(group: "", resource: kind.lowercased() + "s")
        guard let object = store.object(place, ObjectKey(namespace: kind == "Node" ? "" : namespace, name: name)) else {
            throw APIFailure.notFound(place, name)
        }
        if let uid = reference.at("uid")?.text, !uid.isEmpty, uid != object.uid {
            throw APIFailure.conflict(
                place, name,
                "the UID in the bound object reference (\(uid)) does not match the UID in record. The object might have been deleted and then recreated"
            )
        }
        return ServiceAccountTokens.Binding(kind: kind, name: name, uid: object.uid)
    }
}
