import KubernetesAPI
import NIOConcurrencyHelpers

/// Finds resource types by name, and remembers what the server serves. What is not found is looked for again on the server, once in a while: a
/// CustomResourceDefinition may be new.
public final class DiscoveryCache: Sendable {
    private let client: KubernetesClient
    private let state: NIOLockedValueBox<DiscoveryCacheState>
    private let flight = SingleFlight<RESTMapper>()

    /// Makes an empty cache.
    ///
    /// - Parameter pause: for how long after an answer the server is not asked again about what is not found.
    public init(client: KubernetesClient, pause: Duration = .seconds(10)) {
        self.client = client
        self.state = NIOLockedValueBox(DiscoveryCacheState(pause: pause))
    }

    /// What a person means by `ingress`, `ing`, `Ingress`, `ingresses.networking.k8s.io` or `ingresses.v1.networking.k8s.io`.
    ///
    /// - Throws: ``UnknownResource`` when the server has no such resource, ``KubernetesError`` when it cannot be asked.
    public func resource(_ name: String) async throws -> APIResource { try await find("\"\(name)\"") { $0.resource(name) } }

    /// What a document means by its `apiVersion` and `kind`.
    ///
    /// - Throws: ``UnknownResource`` when the server has no such resource, ``KubernetesError`` when it cannot be asked.
    public func resource(apiVersion: String, kind: String) async throws -> APIResource {
        try await find("\(kind) of \(apiVersion)") { $0.resource(apiVersion: apiVersion, kind: kind) }
    }

    /// The type of an object, by what it says of itself.
    ///
    /// - Throws: as ``resource(apiVersion:kind:)``.
    public func resource(of object: UnstructuredObject) async throws -> APIResource {
        try await resource(apiVersion: object.apiVersion, kind: object.kind)
    }

    /// A mapper of all that the server serves.
    ///
    /// - Throws: ``KubernetesError`` when the server cannot be asked.
    public func mapper() async throws -> RESTMapper {
        if let mapper = state.withLockedValue({ $0.mapper }) { return mapper }
        return try await ask()
    }

    /// The versions that could not be asked, and why.
    public var problems: [String: String] { state.withLockedValue { $0.problems } }

    /// Makes the next thing that is not found be looked for at once.
    public func invalidate() { state.withLockedValue { $0.forget() } }

    private func find(_ name: String, _ lookUp: (RESTMapper) -> APIResource?) async throws -> APIResource {
        if let found = try lookUp(await mapper()) { return found }
        if state.withLockedValue({ $0.mustAsk(now: .now) }), let found = try lookUp(await ask()) { return found }
        throw UnknownResource(name: name, problems: problems)
    }

    private func ask() async throws -> RESTMapper {
        try await flight.run {
            let discovery = try await self.client.discover()
            return self.state.withLockedValue { state in
                state.received(discovery, now: .now)
                return state.mapper ?? RESTMapper(discovery)
            }
        }
    }
}
