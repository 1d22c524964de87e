/// What a client wants to see, from its `Accept` header.
enum MediaType: Sendable, Equatable {
    case json
    /// A `meta.k8s.io/v1` Table.
    case table
    /// `PartialObjectMetadata`, or its list.
    case metadata
    /// The aggregated form of discovery.
    case discovery

    /// The first of the accepted forms that the server has; nil when there is none.
    init?(accept: String) {
        if accept.isEmpty {
            self = .json
            return
        }
        for entry in accept.split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let type = parts.first, ["application/json", "*/*", "application/*", "application/yaml"].contains(type) else { continue }
            let parameters = parts.dropFirst()
            guard let form = parameters.first(where: { $0.hasPrefix("as=") })?.dropFirst(3) else {
                self = .json
                return
            }
            switch form {
            case "Table" where parameters.contains("v=v1"): self = .table
            case "PartialObjectMetadata", "PartialObjectMetadataList": self = .metadata
            case "APIGroupDiscoveryList" where parameters.contains("v=v2"): self = .discovery
            default: continue
            }
            return
        }
        return nil
    }
}
