import JSON

/// Get, list and watch.
extension APIService {
    func get(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let key = key(request.target, kind)
        try checkAvailable(try ListRequest.revision(request.target.query["resourceVersion"]))
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

    func list(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let selection = try selection(request, kind)
        let list = try ListRequest(request.target.query, isWatch: false, initialEvents: configuration.initialEvents)
        try checkAvailable(list.revision)
        let page: ResourceStore.Page
        if let token = list.token {
            do {
                page = try store.list(
                    kind.storage, namespace: selection.namespace, at: token.revision < 0 ? nil : token.revision, after: token.after,
                    limit: list.limit, where: selection.matches)
            } catch {
                throw .expiredPage(continuing: ListRequest.Token(revision: -1, after: token.after).text)
            }
        } else {
            page = try store.list(
                kind.storage, namespace: selection.namespace, at: list.exactRevision, after: nil, limit: list.limit,
                where: selection.matches)
        }
        var metadata: JSONValue = ["resourceVersion": .string(String(page.revision))]
        if let next = page.next {
            metadata.set(.string(ListRequest.Token(revision: page.revision, after: next.after).text), at: "continue")
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

    /// Refuses a revision that the server has not reached.
    private func checkAvailable(_ revision: Int64?) throws(APIFailure) {
        let current = store.revision
        if let revision, revision > current { throw .tooLargeVersion(revision, current: current) }
    }

    func watch(_ request: APIRequest, _ kind: ServedKind, _ media: MediaType) throws(APIFailure) -> APIResponse {
        let list = try ListRequest(request.target.query, isWatch: true, initialEvents: configuration.initialEvents)
        var watch = WatchRequest(
            kind: kind, selection: try selection(request, kind), media: media, inclusion: inclusion(request), initial: [], revision: 0,
            marksInitialEnd: false, allowsBookmarks: request.target.flag("allowWatchBookmarks"),
            timeout: request.target.query["timeoutSeconds"].flatMap { Int64($0) })
        let sendsInitial = list.sendInitialEvents == true
        if sendsInitial { try checkAvailable(list.revision) }
        if let from = list.revision, from > 0, !sendsInitial {
            watch.revision = from
            watch.namesVersion = true
        } else {
            let page = try store.list(
                kind.storage, namespace: watch.selection.namespace, at: nil, after: nil, limit: nil, where: watch.selection.matches)
            watch.revision = page.revision
            if list.sendInitialEvents != false { watch.initial = page.objects }
            watch.marksInitialEnd = sendsInitial && watch.allowsBookmarks
        }
        return .watch(watch)
    }
}
