import KubernetesAPI

/// What an Ingress and its class want of the DNS. Pure.
public struct NamesWish: Sendable, Hashable {
    /// How names are given; nil: not at all.
    public var names: ClassNames?
    /// The names that are wanted, in order of their first rule, with the dot at the end.
    public var hosts: [String] = []
    /// Hosts outside the class' zone.
    public var outside: [String] = []
    /// Where the names should lead; nil: not known yet.
    public var address: String?

    /// Reads them.
    ///
    /// - Parameter address: where the Ingress answers.
    public init(_ ingress: Ingress, _ membership: IngressMembership, address: String?) {
        self.address = address
        guard !ingress.metadata.isBeingDeleted, case .member(let loadBalancerClass) = membership, let names = loadBalancerClass.spec.dns
        else { return }
        self.names = names
        for host in (ingress.spec?.rules ?? []).compactMap(\.host) where !host.isEmpty {
            if let name = names.absoluteName(of: host) {
                if !hosts.contains(name) { hosts.append(name) }
            } else if !outside.contains(host) {
                outside.append(host)
            }
        }
    }

    /// A name as people write it.
    static func relative(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }
}
