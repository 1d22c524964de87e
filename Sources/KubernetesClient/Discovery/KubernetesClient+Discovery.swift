import HTTPTransport
import JSON
import KubernetesAPI

extension KubernetesClient {
    private static let aggregatedTypes = ["v2", "v2beta1"]
        .map { "application/json;g=apidiscovery.k8s.io;v=\($0);as=APIGroupDiscoveryList" }
        .joined(separator: ",")

    private struct Kind: Decodable { var kind: String? }

    /// Asks what the server serves: in two calls where it knows aggregated discovery, in one call a version where not.
    ///
    /// Versions whose server cannot be reached are named in `APIDiscovery.problems`; the others are whole.
    ///
    /// - Throws: ``KubernetesError`` when not even the groups can be read.
    public func discover() async throws -> APIDiscovery {
        async let core = groups(at: "/api")
        async let named = groups(at: "/apis")
        return APIDiscovery(groups: try await core + named)
    }

    private func groups(at path: String) async throws -> [APIDiscovery.Group] {
        var request = KubernetesRequest("GET", path)
        request.accept = "\(Self.aggregatedTypes),application/json"
        let body = try await send(request).body
        let kind: Kind = try Self.decoded(body, of: request)
        switch kind.kind {
        case "APIGroupDiscoveryList": return try (Self.decoded(body, of: request) as APIGroupDiscoveryList).groups
        case "APIVersions":
            let versions: APIVersions = try Self.decoded(body, of: request)
            return [APIDiscovery.Group(name: "", versions: await self.versions(versions.versions.map { ("", $0) }))]
        default:
            let list: APIGroupList = try Self.decoded(body, of: request)
            let names = list.groups.flatMap { group in group.orderedVersions.map { (group.name, $0) } }
            var found = await versions(names)[...]
            return list.groups.map { group in
                defer { found = found.dropFirst(group.versions.count) }
                return APIDiscovery.Group(name: group.name, versions: Array(found.prefix(group.versions.count)))
            }
        }
    }

    /// What is in each version, a few at a time; one that fails says why, and stops no other.
    private func versions(_ names: [(group: String, version: String)]) async -> [APIDiscovery.Version] {
        await withTaskGroup(of: (Int, APIDiscovery.Version).self) { group in
            var found: [Int: APIDiscovery.Version] = [:]
            for (index, name) in names.enumerated() {
                if index >= 8, let (done, version) = await group.next() { found[done] = version }
                group.addTask { (index, await version(name.group, name.version)) }
            }
            for await (done, version) in group { found[done] = version }
            return names.indices.compactMap { found[$0] }
        }
    }

    private func version(_ group: String, _ version: String) async -> APIDiscovery.Version {
        do {
            let request = KubernetesRequest(
                "GET", group.isEmpty ? "/api/\(version)" : "/apis/\(percentEncoded(group))/\(percentEncoded(version))")
            let list: APIResourceList = try await decoded(request)
            return APIDiscovery.Version(name: version, resources: list.resources(group: group, version: version))
        } catch {
            return APIDiscovery.Version(name: version, resources: [], problem: "\(error)")
        }
    }
}
