/// Discovery in its aggregated form: all groups in one document (`apidiscovery.k8s.io/v2`).
///
/// See <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery>.
public struct APIGroupDiscoveryList: Decodable, Sendable {
    private struct Metadata: Decodable, Sendable { var name: String? }
    private struct Kind: Decodable, Sendable { var kind: String? }
    private struct Subresource: Decodable, Sendable { var subresource: String }

    private struct Resource: Decodable, Sendable {
        var resource: String
        var responseKind: Kind?
        var scope: String?
        var singularResource: String?
        var verbs: [String]?
        var shortNames: [String]?
        var categories: [String]?
        var subresources: [Subresource]?
    }

    private struct Version: Decodable, Sendable {
        var version: String
        var freshness: String?
        var resources: [Resource]?
    }

    private struct Item: Decodable, Sendable {
        var metadata: Metadata?
        var versions: [Version]?
    }

    private var items: [Item]

    /// The groups, each with its preferred version first, as the server gives them.
    public var groups: [APIDiscovery.Group] {
        items.map { item in
            let group = item.metadata?.name ?? ""
            let versions = (item.versions ?? []).map { version in
                APIDiscovery.Version(
                    name: version.version, resources: (version.resources ?? []).compactMap { Self.resource($0, group, version.version) },
                    problem: version.freshness == "Stale" ? "the server behind it cannot be reached; this is what it served last" : nil)
            }
            return APIDiscovery.Group(name: group, versions: versions)
        }
    }

    // A parent that serves nothing itself has no kind; only its subresources are served.
    private static func resource(_ resource: Resource, _ group: String, _ version: String) -> APIResource? {
        guard let kind = resource.responseKind?.kind, !kind.isEmpty else { return nil }
        return APIResource(
            type: ResourceType(
                group: group, version: version, kind: kind, plural: resource.resource, isNamespaced: resource.scope == "Namespaced"),
            singular: resource.singularResource ?? "", shortNames: resource.shortNames ?? [], categories: resource.categories ?? [],
            verbs: resource.verbs ?? [], subresources: (resource.subresources ?? []).map(\.subresource))
    }
}
