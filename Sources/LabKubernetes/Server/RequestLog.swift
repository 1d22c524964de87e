import NIOConcurrencyHelpers

/// The newest requests, in order.
final class RequestLog: Sendable {
    private let entries = NIOLockedValueBox<[LabRequest]>([])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    var all: [LabRequest] { entries.withLockedValue { $0 } }

    func clear() { entries.withLockedValue { $0.removeAll() } }

    func note(_ request: APIRequest, user: String, _ response: APIResponse) {
        let target = request.target
        let resource = target.subresource.isEmpty ? target.resource : "\(target.resource)/\(target.subresource)"
        let entry = LabRequest(
            verb: target.verb, resource: target.isResource ? resource : target.path, namespace: target.namespace, name: target.name,
            user: user,
            status: response.status)
        entries.withLockedValue { entries in
            entries.append(entry)
            if entries.count > limit + limit / 4 { entries.removeFirst(entries.count - limit) }
        }
    }
}
