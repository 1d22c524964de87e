/// Which parameters may hold a secret, judged by their names: better one too many than one shown.
package enum SecretNames {
    private static let words = [
        "kubeconfig", "password", "passwd", "passphrase", "secret", "token", "credential", "private", "cert", "auth",
    ]

    /// Whether the value at a path below `spec` is not to be repeated. A Heat environment may hold anything.
    package static func mayBeSecret(_ path: [String]) -> Bool {
        if path.first == "environment" { return true }
        guard path.first == "params", let name = path.last?.lowercased() else { return false }
        // `key_name` is the name of a Nova key pair; `api_key`, `dd_api_key`, `ssh-key` are keys.
        return words.contains { name.contains($0) } || name.hasSuffix("key")
    }
}
