import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing
import YAML

@testable import KubernetesClient

/// The API server that the contract is held against: the one of `AKE_TEST_KUBECONFIG`, else a `LabKubernetes` of its own. Each test gets a
/// namespace of its own.
struct ContractCluster: Sendable {
    let client: KubernetesClient
    let namespace: String
    /// The stand-in; nil when the server is somebody else's.
    let lab: LabKubernetes?

    /// Whether the server is the stand-in, which can do what no real one does on demand.
    static let isLab = (ProcessInfo.processInfo.environment["AKE_TEST_KUBECONFIG"] ?? "").isEmpty
    /// The address of this machine at which the server reaches webhooks; nil when it does not.
    static let webhookHost = isLab ? "127.0.0.1" : ProcessInfo.processInfo.environment["AKE_TEST_WEBHOOK_ADDRESS"]

    /// Runs a body against the server.
    static func with(
        _ settings: LabKubernetesConfiguration = LabKubernetesConfiguration(), _ body: @Sendable (ContractCluster) async throws -> Void
    ) async throws {
        if let path = ProcessInfo.processInfo.environment["AKE_TEST_KUBECONFIG"], !path.isEmpty {
            return try await with(kubeconfig: path, body)
        }
        let lab = try await LabKubernetes.start(settings)
        do {
            let configuration = KubernetesConfiguration(
                server: lab.url, tls: TLSMaterial(trustedAuthorities: Array(lab.caPEM.utf8)), credential: .token(lab.adminToken))
            try await run(configuration, lab: lab, body)
        } catch {
            try await lab.stop()
            throw error
        }
        try await lab.stop()
    }

    /// Runs a body against the server of a kubeconfig, however that says that it is reached and by which credential.
    static func with(kubeconfig path: String, _ body: @Sendable (ContractCluster) async throws -> Void) async throws {
        let loader = KubeconfigLoader(environment: ProcessInfo.processInfo.environment) { try YAMLReader.value($0) }
        try await run(try loader.configuration(path: path), lab: nil, body)
    }

    private static func run(
        _ configuration: KubernetesConfiguration, lab: LabKubernetes?, _ body: @Sendable (ContractCluster) async throws -> Void
    ) async throws {
        // Refusals are what many tests want to see: nothing is tried again.
        let client = try KubernetesClient(configuration: configuration, retryPolicy: .never)
            .wrappingTransport { ContractTransport(base: $0) }
        let namespace = "ake-contract-\(UUID().uuidString.lowercased().prefix(8))"
        let cluster = ContractCluster(client: client, namespace: namespace, lab: lab)
        let outcome: Result<Void, any Error>
        do {
            let created = try await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(namespace)]])
            try #require(created.status == 201, "no namespace: \(created.message)")
            outcome = .success(try await body(cluster))
        } catch {
            outcome = .failure(error)
        }
        _ = try? await cluster.send("DELETE", "/api/v1/namespaces/\(namespace)")
        await client.shutdown()
        try outcome.get()
    }

    // MARK: Requests

    /// Sends a request as the administrator, or as whom the header fields say, and returns the answer, whatever it is.
    func send(
        _ method: String, _ path: String, _ body: JSONValue? = nil, type: String = "application/json", headers: [HTTPHeader] = []
    ) async throws -> Exchange {
        let seen = NIOLockedValueBox<HTTPResponse?>(nil)
        var request = Self.request(method, path)
        request.contentType = body == nil ? nil : type
        request.body = body?.serialized()
        do {
            _ = try await ContractTransport.$seen.withValue(seen) {
                try await ContractTransport.$headers.withValue(ContractTransport.headers + headers) { [request] in
                    try await client.send(request)
                }
            }
        } catch KubernetesError.status {
            // The answer as it came says more.
        }
        return Exchange(response: try #require(seen.withLockedValue { $0 }))
    }

    /// Sends a patch.
    func patch(_ path: String, _ body: JSONValue, _ type: String = "merge-patch+json") async throws -> Exchange {
        try await send("PATCH", path, body, type: "application/\(type)")
    }

    /// Applies a configuration by server-side apply.
    func apply(_ path: String, _ body: JSONValue, by manager: String, force: Bool = false) async throws -> Exchange {
        try await patch("\(path)?fieldManager=\(manager)&force=\(force)", body, "apply-patch+yaml")
    }

    /// Runs a body whose requests are made as somebody else.
    func acting<Result>(
        as user: String, groups: [String] = [], more: [HTTPHeader] = [], _ body: () async throws -> Result
    ) async throws -> Result {
        let headers = [HTTPHeader("Impersonate-User", user)] + groups.map { HTTPHeader("Impersonate-Group", $0) } + more
        return try await ContractTransport.$headers.withValue(headers) { try await body() }
    }

    /// The first events of a watch, as they came; fewer when it ends before.
    func events(_ path: String, count: Int) async throws -> [(type: String, object: JSONValue)] {
        var events: [(String, JSONValue)] = []
        let response = try await client.openStream(Self.request("GET", path))
        var pending: [UInt8] = []
        for try await piece in response.body {
            pending += piece
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let event = try JSONValue(parsing: Array(pending[..<end]))
                pending.removeSubrange(...end)
                events.append((event["type"]?.stringValue ?? "", event["object"] ?? .null))
                if events.count == count { return events }
            }
        }
        return events
    }

    private static func request(_ method: String, _ path: String) -> KubernetesRequest {
        let parts = path.split(separator: "?", maxSplits: 1).map(String.init)
        let query = parts.count > 1 ? parts[1].split(separator: "&") : []
        let items = query.map { pair in
            let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return KubernetesRequest.QueryItem(words[0], words.count > 1 ? words[1].removingPercentEncoding ?? words[1] : "")
        }
        return KubernetesRequest(method, parts.first ?? "/", query: items)
    }

    /// Waits until something is true, for half a minute at most.
    func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                Issue.record("did not happen within thirty seconds: \(what)")
                return
            }
            try await Task.sleep(for: .milliseconds(lab == nil ? 200 : 10))
        }
    }
}
