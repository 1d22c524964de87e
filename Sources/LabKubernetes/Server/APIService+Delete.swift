import JSON

/// Delete, of one and of many.
extension APIService {
    func delete(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo) async throws -> APIResponse {
        let context = try context(request, kind, user)
        let body = request.body.isEmpty ? JSONValue.object([:]) : try request.json()
        let options = request.target.subresource == "eviction" ? body.at("deleteOptions") ?? [:] : body
        let isDryRun = context.isDryRun || options.at("dryRun")?.textElements == ["All"]
        let problems = Deletion.problems(body: options, query: request.target.query)
        if !problems.isEmpty { throw APIFailure.invalid(group: "meta.k8s.io", kind: "DeleteOptions", name: "", problems) }
        if kind.storage == Self.namespaces, Self.immortal.contains(request.target.name) {
            throw APIFailure.forbidden(kind.resource, request.target.name, "this namespace may not be deleted")
        }
        let deletion = Deletion(body: options, query: request.target.query)
        let key = key(request.target, kind)
        for _ in 0..<100 {
            guard let stored = store.object(kind.storage, key) else { throw APIFailure.notFound(kind.resource, key.name) }
            let old = EventConversion.served(stored, as: kind)
            let outcome = try deletion.decide(old, kind, now: context.now)
            if !old.isTerminating {
                var admission = context
                admission.isDryRun = isDryRun
                _ = try await admit(.init(operation: "DELETE", context: admission, object: nil, old: old))
            }
            let warnings = context.warnings.all
            if isDryRun { return deleted(old, kind, warnings) }
            do throws(ResourceStore.Refusal) {
                switch outcome {
                case .unchanged: return .json(status: 200, old, warnings: warnings)
                case .remove:
                    _ = try commit(kind.storage, key, nil, expecting: .revision(old.resourceVersion))
                    return deleted(old, kind, warnings)
                case .mark(let marked):
                    let result = try commit(
                        kind.storage, key, EventConversion.stored(marked, as: kind), expecting: .revision(old.resourceVersion))
                    return .json(status: 200, EventConversion.served(result, as: kind), warnings: warnings)
                }
            } catch .stale {
                continue
            } catch {
                throw APIFailure.notFound(kind.resource, key.name)
            }
        }
        throw APIFailure.staleVersion(kind.resource, key.name)
    }

    private static let immortal: Set = ["default", "kube-system", "kube-public"]

    private func deleted(_ object: JSONValue, _ kind: ServedKind, _ warnings: [String]) -> APIResponse {
        var details: JSONValue = ["name": .string(object.name), "kind": .string(kind.plural), "uid": .string(object.uid)]
        if !kind.group.isEmpty { details.set(.string(kind.group), at: "group") }
        return .json(
            status: 200, ["kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": details],
            warnings: warnings)
    }

    func deleteCollection(_ request: APIRequest, _ kind: ServedKind, _ user: UserInfo) async throws -> APIResponse {
        let selection = try selection(request, kind)
        let page = try store.list(kind.storage, namespace: selection.namespace, at: nil, after: nil, limit: nil, where: selection.matches)
        for object in page.objects {
            var one = request
            one.target.name = object.name
            one.target.namespace = object.namespace
            do {
                _ = try await delete(one, kind, user)
            } catch let failure as APIFailure where failure.code == 404 {
                continue
            }
        }
        return .json(
            status: 200,
            [
                "kind": .string(kind.listKind), "apiVersion": .string(kind.apiVersion),
                "metadata": ["resourceVersion": .string(String(page.revision))],
                "items": .array(page.objects.map { EventConversion.served($0, as: kind) }),
            ])
    }
}
