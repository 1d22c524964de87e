import JSON

/// Get, list and watch.
extension APIService {
    func get(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let key = key(request.target, kind)
        guard let stored = store.object(kind.storage, key) else { throw .notFound(kind.resource, key.name) }
        if media == .json, !kind.isConverted { return .bytes(status: 200, stored.text(as: kind), contentType: "application/json") }
        return .json(status: 200, shown(EventConversion.served(stored, as: kind), kind, media, request))
    }

    /// One object in the form that the client wants.
    func shown(_ object: JSONValue, _ kind: ServedKind, _ media: MediaType, _ request: APIRequest) -> JSONValue {
        switch media {
        case .table: renderer(kind, request).table([object], metadata: ["resourceVersion": .string(object.resourceVersion)])
        case .metadata: TableRenderer.partial(object)
        case .json, .discovery: object
        }
    }

    private func renderer(_ kind: ServedKind, _ request: APIRequest) -> TableRenderer {
        TableRenderer(kind: kind, inclusion: inclusion(request), now: .now())
    }

    private func inclusion(_ request: APIRequest) -> TableRenderer.Inclusion {
        TableRenderer.Inclusion(rawValue: request.target.query["includeObject"] ?? "") ?? .metadata
    }

    func selection(_ request: APIRequest, _ kind: ServedKind) throws(APIFailure) -> Selection {
        let target = request.target
        var selection = Selection(kind: kind, namespace: kind.isNamespaced && !target.namespace.isEmpty ? target.namespace : nil)
        if let text = target.query["labelSelector"], !text.isEmpty { selection.labels = try LabelSelector(text) }
        if let text = target.query["fieldSelector"], !text.isEmpty { selection.fields = try FieldSelector(text, for: kind) }
        if !target.name.isEmpty { selection.fields = try FieldSelector("metadata.name=\(target.name)", for: kind) }
        return selection
    }

    /// The number of a revision that a query names; nil when it names none or zero.
    private func revision(_ text: String?) throws(APIFailure) -> Int64? {
        guard let text, !text.isEmpty, text != "0" else { return nil }
        guard let number = Int64(text), number > 0 else {
            throw .badRequest("invalid resource version \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
        }
        return number
    }

    func list(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let query = request.target.query
        let selection = try selection(request, kind)
        var at: Int64?
        var after: ObjectKey?
        if let token = query["continue"], !token.isEmpty {
            guard let bytes = Base64.decode(token), let value = try? JSONValue(parsing: bytes), let revision = value.at("rv")?.whole else {
                throw .badRequest("continue key is not valid: \(token)")
            }
            at = revision
            after = ObjectKey(namespace: value.at("namespace")?.text ?? "", name: value.at("name")?.text ?? "")
        } else if let wanted = try revision(query["resourceVersion"]) {
            let current = store.revision
            if wanted > current {
                throw APIFailure(
                    code: 504, reason: "Timeout", message: "Timeout: Too large resource version: \(wanted), current: \(current)",
                    causes: [.init(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: nil)], retryAfter: 1)
            }
            if query["resourceVersionMatch"] == "Exact" { at = wanted }
        }
        let limit = query["limit"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let page = try store.list(
            kind.storage, namespace: selection.namespace, at: at, after: after, limit: limit, where: selection.matches)
        var metadata: JSONValue = ["resourceVersion": .string(String(page.revision))]
        if let next = page.next {
            let token: JSONValue = [
                "rv": .integer(page.revision), "namespace": .string(next.after.namespace), "name": .string(next.after.name),
            ]
            metadata.set(.string(Base64.encodeURL(token.serialized())), at: "continue")
            if selection.labels == nil, selection.fields == nil { metadata.set(.integer(Int64(next.remaining)), at: "remainingItemCount") }
        }
        switch media {
        case .table:
            let objects = page.objects.map { EventConversion.served($0, as: kind) }
            return .json(status: 200, renderer(kind, request).table(objects, metadata: metadata))
        case .metadata:
            return .list(
                ListBody(
                    kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata: metadata, items: page.objects,
                    form: .metadata))
        case .json, .discovery:
            // The items of a built-in list carry no kind of their own.
            let form: ListBody.Form =
                kind.isConverted
                ? .converted(kind) : .stored(opening: kind.isBuiltIn ? Array(#"{"metadata":{"resourceVersion":""#.utf8) : kind.opening)
            return .list(
                ListBody(kind: kind.listKind, apiVersion: kind.apiVersion, metadata: metadata, items: page.objects, form: form))
        }
    }

    func watch(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let query = request.target.query
        var watch = WatchRequest(
            kind: kind, selection: try selection(request, kind), media: media, inclusion: inclusion(request), initial: [], revision: 0,
            marksInitialEnd: false, allowsBookmarks: request.target.flag("allowWatchBookmarks"),
            timeout: query["timeoutSeconds"].flatMap { Int64($0) })
        let isKnown = configuration.initialEvents != .ignored
        let sendsInitial = isKnown && request.target.flag("sendInitialEvents")
        if configuration.initialEvents == .refused, query["sendInitialEvents"] != nil {
            throw .invalid(
                group: "meta.k8s.io", kind: "ListOptions", name: "",
                [.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled")])
        }
        if sendsInitial, query["resourceVersionMatch"] != "NotOlderThan" {
            throw .invalid(
                group: "meta.k8s.io", kind: "ListOptions", name: "",
                [.forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")])
        }
        let from = try revision(query["resourceVersion"])
        if let from, !sendsInitial {
            watch.revision = from
            watch.namesVersion = true
        } else {
            let page = try store.list(
                kind.storage, namespace: watch.selection.namespace, at: nil, after: nil, limit: nil, where: watch.selection.matches)
            watch.revision = page.revision
            if !isKnown || query["sendInitialEvents"] != "false" {
                watch.initial = page.objects
            }
            watch.marksInitialEnd = sendsInitial && watch.allowsBookmarks
        }
        return .watch(watch)
    }
}
