import JSON

/// A kubeconfig as JSON, which is YAML too.
enum KubeconfigDocument {
    /// The kubeconfig of somebody known by a certificate or by a token.
    static func make(server: String, authority: String, client: Authority.Pair? = nil, token: String? = nil, namespace: String = "default")
        -> JSONValue
    {
        var user: JSONValue = [:]
        if let client {
            user.set(.string(Base64.encode(Array(client.certificate.utf8))), at: "client-certificate-data")
            user.set(.string(Base64.encode(Array(client.key.utf8))), at: "client-key-data")
        }
        if let token { user.set(.string(token), at: "token") }
        let cluster: JSONValue = ["server": .string(server), "certificate-authority-data": .string(Base64.encode(Array(authority.utf8)))]
        return [
            "apiVersion": "v1", "kind": "Config", "clusters": [["name": "lab", "cluster": cluster]],
            "users": [["name": "user", "user": user]],
            "contexts": [["name": "lab", "context": ["cluster": "lab", "user": "user", "namespace": .string(namespace)]]],
            "current-context": "lab",
        ]
    }
}
