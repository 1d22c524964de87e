/// Finds what people and documents name: kinds, plural, singular and short names, with or without group and version.
///
/// Where a name fits several, the core group comes first, then the groups in the server's order, and of each its preferred version.
public struct RESTMapper: Sendable {
    private let all: [APIResource]
    private var byName: [String: [Int]] = [:]

    /// Makes a mapper of what a server serves.
    public init(_ discovery: APIDiscovery) {
        let groups = discovery.groups.filter { $0.name.isEmpty } + discovery.groups.filter { !$0.name.isEmpty }
        all = groups.flatMap { $0.versions.flatMap(\.resources) }
        // The plural name counts before the singular, that before the kind, and short names last, whatever group they are of.
        let names: [(APIResource) -> [String]] = [{ [$0.type.plural] }, { [$0.singular] }, { [$0.type.kind] }, \.shortNames]
        for name in names {
            for (index, resource) in all.enumerated() {
                for text in name(resource) where !text.isEmpty { byName[text.lowercased(), default: []].append(index) }
            }
        }
    }

    /// What a person means by `ingress`, `ing`, `Ingress`, `ingresses.networking.k8s.io` or `ingresses.v1.networking.k8s.io`.
    public func resource(_ name: String) -> APIResource? {
        if let found = candidates(name).first { return found }
        guard let dot = name.firstIndex(of: ".") else { return nil }
        let (plain, rest) = (String(name[..<dot]), name[name.index(after: dot)...])
        let found = candidates(plain)
        if let match = found.first(where: { $0.type.group == rest }) { return match }
        let version = rest.prefix { $0 != "." }
        let group = rest.dropFirst(version.count + 1)
        return found.first { $0.type.version == version && $0.type.group == group }
    }

    /// What a document means by its `apiVersion` and `kind`.
    public func resource(apiVersion: String, kind: String) -> APIResource? {
        all.first { $0.type.kind == kind && $0.type.apiVersion == apiVersion }
    }

    /// A kind, a plural, a singular or a short name in a group; `nil` for the version takes the preferred one.
    public func resource(_ name: String, group: String, version: String? = nil) -> APIResource? {
        candidates(name).first { $0.type.group == group && (version == nil || $0.type.version == version) }
    }

    /// All that is in a category, `all` for instance, each kind in its preferred version.
    public func resources(inCategory category: String) -> [APIResource] {
        var seen: Set<String> = []
        return all.filter { $0.categories.contains(category) && seen.insert("\($0.type.plural).\($0.type.group)").inserted }
    }

    private func candidates(_ name: String) -> [APIResource] { (byName[name.lowercased()] ?? []).map { all[$0] } }
}
