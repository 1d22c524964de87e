import JSON

/// Takes away what a structural schema does not know, and names it.
struct SchemaPruner {
    /// The paths of the members taken away, as Kubernetes words them (`spec.foo`, `spec.list[0].bar`).
    private(set) var unknown: [String] = []

    /// The members of a custom resource that every object has, whatever its schema says.
    static let rootMembers: Set<String> = ["apiVersion", "kind", "metadata"]

    /// The value without unknown members.
    mutating func prune(_ value: JSONValue, _ schema: StructuralSchema, path: String = "", isRoot: Bool = true) -> JSONValue {
        switch value {
        case .object(let members):
            var kept: [String: JSONValue] = [:]
            let keepsRoot = isRoot || schema.embedsResource
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                let childPath = path.isEmpty ? name : "\(path).\(name)"
                if keepsRoot, Self.rootMembers.contains(name) {
                    kept[name] = member
                } else if let property = schema.properties[name] {
                    kept[name] = prune(member, property, path: childPath, isRoot: false)
                } else if let additional = schema.additionalProperties {
                    kept[name] = prune(member, additional, path: childPath, isRoot: false)
                } else if schema.preservesUnknownFields || schema.allowsAdditionalProperties {
                    kept[name] = member
                } else {
                    unknown.append(childPath)
                }
            }
            return .object(kept)
        case .array(let elements):
            guard let items = schema.items else { return value }
            return .array(elements.enumerated().map { prune($1, items, path: "\(path)[\($0)]", isRoot: false) })
        default:
            return value
        }
    }
}
