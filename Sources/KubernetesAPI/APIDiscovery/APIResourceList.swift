/// What is served in one version of a group, in the older form of discovery (`/apis/<group>/<version>`).
public struct APIResourceList: Decodable, Sendable {
    private struct Resource: Decodable, Sendable {
        var name: String
        var singularName: String?
        var namespaced: Bool
        var kind: String
        var verbs: [String]?
        var shortNames: [String]?
        var categories: [String]?
    }

    private var resources: [Resource]?

    /// What is served, subresources with their resource.
    public func resources(group: String, version: String) -> [APIResource] {
        let all = resources ?? []
        return all.filter { !$0.name.contains("/") }.map { resource in
            let prefix = "\(resource.name)/"
            return APIResource(
                type: ResourceType(
                    group: group, version: version, kind: resource.kind, plural: resource.name, isNamespaced: resource.namespaced),
                singular: resource.singularName ?? "", shortNames: resource.shortNames ?? [], categories: resource.categories ?? [],
                verbs: resource.verbs ?? [],
                subresources: all.filter { $0.name.hasPrefix(prefix) }.map { String($0.name.dropFirst(prefix.count)) })
        }
    }
}
