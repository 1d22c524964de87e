import JSON
import KubernetesAPI

/// Where the API server finds the webhook.
public enum WebhookEndpoint: Sendable, Hashable {
    /// A Service of the cluster.
    case service(namespace: String, name: String, path: String, port: Int)
    /// A URL, where the webhook runs outside the cluster.
    case url(String)

    /// The names that the certificate must be for.
    ///
    /// - Throws: ``WebhookCertificateError`` when the URL is none of HTTPS.
    func names() throws(WebhookCertificateError) -> [String] {
        switch self {
        case .service(let namespace, let name, _, _):
            return ["\(name).\(namespace).svc", "\(name).\(namespace).svc.cluster.local"]
        case .url(let url):
            guard let host = Self.host(of: url) else {
                throw WebhookCertificateError("\"\(url)\" is no webhook URL: it must be as https://10.20.0.3:9443/validate")
            }
            return [host]
        }
    }

    /// The `clientConfig` of a webhook.
    func clientConfig(authorities: String) -> JSONValue {
        var config: JSONValue = ["caBundle": .string(Base64Data(Array(authorities.utf8)).base64)]
        switch self {
        case .service(let namespace, let name, let path, let port):
            config["service"] = [
                "namespace": .string(namespace), "name": .string(name), "path": .string(path), "port": .integer(Int64(port)),
            ]
        case .url(let url): config["url"] = .string(url)
        }
        return config
    }

    private static func host(of url: String) -> String? {
        guard url.hasPrefix("https://") else { return nil }
        let authority = url.dropFirst("https://".count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else { return nil }
        let host = authority.hasPrefix("[") ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        return host.isEmpty ? nil : String(host)
    }
}
