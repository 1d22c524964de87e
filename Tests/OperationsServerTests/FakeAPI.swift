import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import NIOConcurrencyHelpers

/// An API server in memory: create, get and merge patch with optimistic concurrency, and a count of writes.
final class FakeAPI: Transport {
    private struct State {
        var objects: [String: JSONValue] = [:]
        var version: Int64 = 100
        var writes: [String] = []
        var beforeWrite: (@Sendable (FakeAPI) -> Void)?
    }

    static let secretPath = "/api/v1/namespaces/ake-system/secrets/ake-admission"
    static let webhookPath = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/ake-admission"
    private let state = NIOLockedValueBox(State())

    init(webhook: Bool = true) {
        if webhook {
            self[Self.webhookPath] = [
                "metadata": ["name": "ake-admission", "labels": ["keep": "me"]],
                "webhooks": [
                    ["name": "heatstacks.ake", "failurePolicy": "Fail", "clientConfig": ["service": ["name": "x", "namespace": "y"]]]
                ],
            ]
        }
    }

    var client: KubernetesClient {
        get throws { try KubernetesClient(configuration: KubernetesConfiguration(server: "https://fake"), transport: self) }
    }

    var writes: [String] { state.withLockedValue { $0.writes } }

    /// Runs once, just before the next write is looked at.
    func beforeNextWrite(_ body: @escaping @Sendable (FakeAPI) -> Void) { state.withLockedValue { $0.beforeWrite = body } }

    subscript(path: String) -> JSONValue? {
        get { state.withLockedValue { $0.objects[path] } }
        set { state.withLockedValue { _ = Self.store(newValue, path, &$0) } }
    }

    var secret: Secret? { get throws { try self[Self.secretPath]?.decode(Secret.self) } }
    var clientConfig: JSONValue? { self[Self.webhookPath]?["webhooks"]?[0]?["clientConfig"] }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let path = String(request.url.dropFirst("https://fake".count))
        if request.method == "GET" { return self[path].map { Self.answer(200, $0) } ?? Self.failure(404, "NotFound") }
        let hook = state.withLockedValue { state in
            defer { state.beforeWrite = nil }
            return state.beforeWrite
        }
        hook?(self)
        let body = try JSONValue(parsing: request.body ?? [])
        return state.withLockedValue { state in
            switch request.method {
            case "POST":
                let path = "\(path)/\(body["metadata"]?["name"]?.stringValue ?? "")"
                guard state.objects[path] == nil else { return Self.failure(409, "AlreadyExists") }
                state.writes.append("POST \(path)")
                return Self.answer(201, Self.store(body, path, &state))
            case "PATCH":
                guard let old = state.objects[path] else { return Self.failure(404, "NotFound") }
                if let version = body["metadata"]?["resourceVersion"], version != old["metadata"]?["resourceVersion"] {
                    return Self.failure(409, "Conflict")
                }
                state.writes.append("PATCH \(path)")
                return Self.answer(200, Self.store(JSONMergePatch.applying(body, to: old), path, &state))
            default: return Self.failure(405, "MethodNotAllowed")
            }
        }
    }

    func stream(_ request: HTTPRequest) async throws -> HTTPStreamingResponse {
        throw TransportError(.invalidRequest, "no watches here")
    }

    @discardableResult
    private static func store(_ value: JSONValue?, _ path: String, _ state: inout State) -> JSONValue {
        state.version += 1
        var value = value
        value?["metadata"]?["resourceVersion"] = .string(String(state.version))
        state.objects[path] = value
        return value ?? .null
    }

    private static func answer(_ status: Int, _ body: JSONValue) -> HTTPResponse { HTTPResponse(status: status, body: body.serialized()) }

    private static func failure(_ status: Int, _ reason: String) -> HTTPResponse {
        answer(status, ["kind": "Status", "reason": .string(reason), "code": .integer(Int64(status))])
    }
}
