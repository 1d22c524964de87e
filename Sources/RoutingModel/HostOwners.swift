import KubernetesAPI

/// Who has which host among Ingresses that share nodes: the namespace of the oldest Ingress that names it. Within the namespace all may add
/// paths to it; others may neither add to it nor, below a wildcard, take a part of it.
///
/// See <https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards>.
struct HostOwners {
    private var owners: [String: ObjectKey] = [:]

    /// Whether an Ingress may serve a host; if so, it is its namespace's from now on.
    ///
    /// - Parameter host: as ``HostName/key(of:)`` has it.
    /// - Returns: the Ingress that has it instead; nil when it may.
    mutating func claim(_ host: String, for ingress: ObjectKey) -> ObjectKey? {
        for name in [host, Self.wildcard(over: host)].compactMap({ $0 }) {
            if let owner = owners[name], owner.namespace != ingress.namespace { return owner }
        }
        if owners[host] == nil { owners[host] = ingress }
        return nil
    }

    private static func wildcard(over host: String) -> String? {
        guard !host.hasPrefix("*."), let dot = host.firstIndex(of: ".") else { return nil }
        return "*" + host[dot...]
    }
}
