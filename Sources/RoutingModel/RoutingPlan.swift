import KubernetesAPI

/// What an Ingress asks for, computed from it and the objects around it: the table, and what of it cannot be served as written.
public struct RoutingPlan: Sendable, Hashable {
    /// The table to serve.
    public private(set) var table = RoutingTable()
    /// What is wrong, in the order of the Ingress' fields.
    public private(set) var problems: [RoutingProblem] = []

    private var ingress: ObjectKey
    private let services: [ObjectKey: Service]
    private var defaultOwner: ObjectKey?
    private var routeOwners: [String: ObjectKey] = [:]

    /// Computes the plan. Objects of other namespaces than the Ingress' are not looked at.
    ///
    /// - Parameters:
    ///   - ingress: the Ingress.
    ///   - services: the Services around it, in any order.
    ///   - endpointSlices: their endpoints, in any order.
    public init(ingress: Ingress, services: some Sequence<Service>, endpointSlices: some Sequence<EndpointSlice>) {
        self.init(ingresses: [ingress], services: services, endpointSlices: endpointSlices)
    }

    /// Computes the plan of Ingresses that share nodes. Each reaches the objects of its own namespace only. What two of them want is the older
    /// one's; the problem is the later one's alone.
    ///
    /// - Parameters:
    ///   - ingresses: the Ingresses, in any order.
    ///   - services: the Services around them, in any order.
    ///   - endpointSlices: their endpoints, in any order.
    public init(
        ingresses: [Ingress], services: some Sequence<Service>, endpointSlices: some Sequence<EndpointSlice>
    ) {
        self.ingress = ObjectKey(name: "")
        self.services = Dictionary(services.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let endpoints = EndpointIndex(endpointSlices)
        var hosts = HostOwners()
        for ingress in Self.byAge(ingresses) {
            self.ingress = ingress.key
            let spec = ingress.spec
            let hasDefault = spec?.defaultBackend != nil
            if let backend = spec?.defaultBackend {
                if let owner = hosts.claim(Self.anything, for: ingress.key) ?? defaultOwner {
                    report(.hostTaken, "spec.defaultBackend", "Ingress \(owner) has the requests that no rule matches")
                } else {
                    defaultOwner = ingress.key
                    table.defaultService = resolve(backend, field: "spec.defaultBackend", endpoints)
                }
            }
            for (index, rule) in (spec?.rules ?? []).enumerated() {
                add(rule, field: "spec.rules[\(index)]", hasDefault: hasDefault, &hosts, endpoints)
            }
        }
    }

    /// The older first; of the same age by key.
    public static func byAge(_ ingresses: [Ingress]) -> [Ingress] {
        ingresses.sorted { left, right in
            let (first, second) = (left.metadata.creationTimestamp, right.metadata.creationTimestamp)
            if let first, let second, first != second { return first < second }
            return left.key < right.key
        }
    }

    // No host is called this.
    private static let anything = "default backend"

    private mutating func add(
        _ rule: Ingress.Rule, field: String, hasDefault: Bool, _ hosts: inout HostOwners, _ endpoints: EndpointIndex
    ) {
        guard let host = HostName.key(of: rule.host) else {
            report(.badHost, "\(field).host", "\"\(rule.host ?? "")\" is not a DNS name, alone or after \"*.\"")
            return
        }
        if let owner = hosts.claim(host, for: ingress) {
            report(
                .hostTaken, "\(field).host",
                "\(host.isEmpty ? "every host" : "\"\(host)\"") is Ingress \(owner)'s, which is older; use another host, or a group of your own"
            )
            return
        }
        let paths = rule.http?.paths ?? []
        if paths.isEmpty, !hasDefault {
            report(
                .ruleWithoutPaths, field,
                "the rule has no paths and the Ingress no defaultBackend, so the host gets 404; add one or the other")
        }
        for (index, path) in paths.enumerated() {
            let field = "\(field).http.paths[\(index)]"
            do {
                let route = try RoutePath(path: path.path, type: path.pathType)
                let service = resolve(path.backend, field: "\(field).backend", endpoints)
                let place = "\(host) \(route.match) \(route.text)"
                if table.hosts[host, default: HostRules()].add(route, service: service) {
                    routeOwners[place] = ingress
                } else if let owner = routeOwners[place], owner != ingress {
                    report(
                        .hostTaken, "\(field).path",
                        "\"\(path.path ?? "/")\" of this host is Ingress \(owner)'s, which is older; use another path or host")
                } else {
                    report(
                        .duplicateRule, "\(field).path",
                        "\"\(path.path ?? "/")\" stands in an earlier rule for the same host; the earlier one is served")
                }
            } catch {
                report(.badPath, "\(field).\(error.field)", error.message)
            }
        }
    }

    // A backend that is not there, or cannot be one, is kept without peers: the right answer is 503, not the 404 or another path's Pods.
    private mutating func resolve(_ backend: Ingress.Backend, field: String, _ endpoints: EndpointIndex) -> RoutingTable.ServiceID {
        guard let named = backend.service else {
            report(.resourceBackend, "\(field).resource", "only Services are served; name one in \(field).service")
            return unserved(Self.nothing(in: ingress), "0")
        }
        let key = ObjectKey(namespace: ingress.namespace, name: named.name)
        let wanted = named.port?.number.map { "\($0)" } ?? named.port?.name ?? ""
        guard Self.isPlain(named.name), !wanted.isEmpty, Self.isPlain(wanted) else {
            report(.badBackend, "\(field).service", "a Service's name and a port's name or number are needed")
            return unserved(Self.nothing(in: ingress), "0")
        }
        guard let service = services[key] else {
            report(
                .missingService, "\(field).service.name",
                "there is no Service \"\(named.name)\" in namespace \"\(ingress.namespace ?? "")\"")
            return unserved(key, wanted)
        }
        let port = service.spec?.ports?.first { port in
            named.port?.number.map { $0 == port.port } ?? (port.name == named.port?.name)
        }
        guard let port else {
            let known = (service.spec?.ports ?? []).map { port in port.name.map { "\($0) (\(port.port))" } ?? "\(port.port)" }.joined(
                separator: ", ")
            report(.missingPort, "\(field).service.port", "Service \"\(named.name)\" has no port \(wanted); it has: \(known)")
            return unserved(key, wanted)
        }
        guard service.spec?.type != "ExternalName", port.protocol ?? "TCP" == "TCP" else {
            report(
                .unsupportedService, "\(field).service",
                "Service \"\(named.name)\" is an ExternalName or its port is not TCP; neither has endpoints for HTTP")
            return unserved(key, wanted)
        }
        let id = Self.identifier(key, "\(port.port)")
        table.services[id] = endpoints.peers(of: key, port: port.name ?? "")
        return id
    }

    private mutating func unserved(_ key: ObjectKey, _ port: String) -> RoutingTable.ServiceID {
        let id = Self.identifier(key, port)
        table.services[id] = []
        return id
    }

    private mutating func report(_ reason: RoutingProblem.Reason, _ field: String, _ message: String) {
        problems.append(RoutingProblem(object: ingress, kind: Ingress.resource.kind, field: field, reason: reason, message: message))
    }

    // No Service can have this name.
    private static func nothing(in ingress: ObjectKey) -> ObjectKey { ObjectKey(namespace: ingress.namespace, name: "-") }

    private static func identifier(_ key: ObjectKey, _ port: String) -> RoutingTable.ServiceID {
        "\(key.namespace ?? "")/\(key.name):\(port)"
    }

    private static func isPlain(_ name: String) -> Bool {
        (1...253).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
