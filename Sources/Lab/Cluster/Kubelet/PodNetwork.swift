/// Wires a Pod as Calico does: a cable to its worker, a /32 on the Pod's end, 169.254.1.1 as the gateway that the worker's
/// `proxy_arp` answers for.
struct PodNetwork: Sendable {
    let configuration: LabConfiguration

    /// Makes the namespace and the cable.
    func connect(_ sandbox: PodSandbox) async throws {
        let namespace = configuration.namespace(sandbox.host)
        let worker = configuration.namespace("w\(sandbox.worker)")
        try await disconnect(sandbox)
        try await Namespaces.batch("netns add \(namespace)\n")
        try await Namespaces.batch(
            """
            link add \(sandbox.cable) type veth peer name eth0 netns \(namespace)
            link set \(sandbox.cable) address ee:ee:ee:ee:ee:ee up
            route add \(sandbox.address)/32 dev \(sandbox.cable) scope link

            """, in: worker)
        try await Command.check(
            Namespaces.entering(worker, ["sysctl", "-qw", "net.ipv4.conf.\(sandbox.cable).proxy_arp=1"]))
        try await Namespaces.batch(
            """
            link set lo up
            addr add \(sandbox.address)/32 dev eth0
            link set eth0 up
            route add 169.254.1.1 dev eth0 scope link
            route add default via 169.254.1.1 dev eth0
            neigh replace 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0

            """, in: namespace)
    }

    /// Removes the cable, and the route with it, then the namespace.
    func disconnect(_ sandbox: PodSandbox) async throws {
        let namespace = configuration.namespace(sandbox.host)
        // The kernel takes a namespace's cables some time after the namespace: until then their names could not be used again.
        // There may be no cable, which is well too.
        _ = try await Command.run(["ip", "-n", configuration.namespace("w\(sandbox.worker)"), "link", "del", sandbox.cable])
        guard Files.exists("\(Namespaces.folder)/\(namespace)") else { return }
        try await Namespaces.batch("netns del \(namespace)\n")
    }
}
