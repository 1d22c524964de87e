import JSON

/// Where the connection to a webhook goes, and what name its certificate must carry.
struct WebhookEndpoint: Sendable, Equatable {
    var host: String
    var port: Int
    var path: String
    /// The name in the certificate; for a service `name.namespace.svc`.
    var serverName: String

    /// Finds the endpoint of a webhook; nil when a URL cannot be read or a Service has no ready endpoint.
    init?(_ address: Webhook.Address, store: ResourceStore) {
        switch address {
        case .url(let url):
            guard let parsed = Self.parse(url) else { return nil }
            self = parsed
        case .service(let namespace, let name, let port, let path):
            guard let place = Self.place(namespace, name, port, store) else { return nil }
            self.init(
                host: place.host, port: place.port, path: path.hasPrefix("/") ? path : "/" + path, serverName: "\(name).\(namespace).svc")
        }
    }

    init(host: String, port: Int, path: String, serverName: String) {
        self.host = host
        self.port = port
        self.path = path
        self.serverName = serverName
    }

    /// Reads `https://host:port/path?query`.
    static func parse(_ url: String) -> WebhookEndpoint? {
        guard url.hasPrefix("https://") else { return nil }
        let rest = url.dropFirst(8)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let path = rest[slash...]
        var host = authority
        var port = 443
        if let colon = authority.lastIndex(of: ":"), let number = Int(authority[authority.index(after: colon)...]) {
            host = authority[..<colon]
            port = number
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        if host.isEmpty { return nil }
        return WebhookEndpoint(host: String(host), port: port, path: path.isEmpty ? "/" : String(path), serverName: String(host))
    }

    private static func place(_ namespace: String, _ name: String, _ port: Int64, _ store: ResourceStore) -> (host: String, port: Int)? {
        let key = ObjectKey(namespace: namespace, name: name)
        guard let service = store.object(GroupResource(group: "", resource: "services"), key) else { return nil }
        let entry = service.at("spec", "ports")?.elements.first { $0.at("port")?.whole == port }
        let slices = store.objects(GroupResource(group: "discovery.k8s.io", resource: "endpointslices")).filter {
            $0.namespace == namespace && $0.labels["kubernetes.io/service-name"] == name
        }
        for slice in slices {
            let ports = slice.at("ports")?.elements ?? []
            let number = (ports.first { $0.at("name") == entry?.at("name") } ?? ports.first)?.at("port")?.whole
            for endpoint in slice.at("endpoints")?.elements ?? [] where endpoint.at("conditions", "ready")?.flag != false {
                if let host = endpoint.at("addresses")?.textElements.first, let number { return (host, Int(number)) }
            }
        }
        for subset in store.object(GroupResource(group: "", resource: "endpoints"), key)?.at("subsets")?.elements ?? [] {
            let number = (subset.at("ports")?.elements.first { $0.at("name") == entry?.at("name") } ?? subset.at("ports")?.elements.first)?
                .at("port")?.whole
            if let host = subset.at("addresses")?.elements.first?.at("ip")?.text, let number { return (host, Int(number)) }
        }
        if service.at("spec", "type")?.text == "ExternalName", let host = service.at("spec", "externalName")?.text {
            return (host, Int(entry?.at("targetPort")?.whole ?? port))
        }
        return nil
    }
}
