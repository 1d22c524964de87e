import KubernetesAPI

/// The usable peers of each Service's ports, gathered from its slices.
struct EndpointIndex {
    private struct Port: Hashable {
        var service: ObjectKey
        var name: String
    }

    private var peers: [Port: Set<String>] = [:]

    /// Takes up the endpoints that are ready and not terminating.
    init(_ slices: some Sequence<EndpointSlice>) {
        for slice in slices {
            guard let name = slice.serviceName, slice.addressType != "FQDN" else { continue }
            let service = ObjectKey(namespace: slice.metadata.namespace, name: name)
            let addresses = slice.addresses(where: Self.areUsable)
            for port in slice.ports ?? [] where port.protocol ?? "TCP" == "TCP" {
                guard let number = port.port else { continue }
                let found = addresses.compactMap { PeerAddress.text(address: $0, port: number) }
                peers[Port(service: service, name: port.name ?? ""), default: []].formUnion(found)
            }
        }
    }

    /// The peers of a Service's port, sorted.
    ///
    /// - Parameter port: the name of the Service's port, empty where it has none.
    func peers(of service: ObjectKey, port: String) -> [String] {
        peers[Port(service: service, name: port), default: []].sorted()
    }

    // An absent `ready` means unknown and counts as true, as the API reference asks of consumers.
    private static func areUsable(_ conditions: EndpointSlice.Conditions) -> Bool {
        conditions.ready ?? true && conditions.terminating != true
    }
}
