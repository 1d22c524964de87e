import JSON

extension Laboratory {
    /// The ServiceAccounts of deploy/rbac: each controller has its own rights and no more, so that a missing one shows here first.
    static let serviceAccounts = [
        "ingress": "ake-ingress-controller", "heatstack": "ake-heatstack-controller", "admission": "ake-admission",
    ]

    /// The kubeconfig of a controller, with a new token of its ServiceAccount.
    ///
    /// - Returns: the file's path.
    func controllerKubeconfig(_ name: String) async throws -> String {
        guard let account = Self.serviceAccounts[name] else {
            throw LabError("there is no controller \"\(name)\"", remedy: "it is one of \(Self.controllers.joined(separator: ", "))")
        }
        let cluster = try await ClusterView(self)
        let request: JSONValue = [
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": ["audiences": [], "expirationSeconds": 86_400],
        ]
        let path = "/api/v1/namespaces/ake-system/serviceaccounts/\(account)/token"
        let answer = try JSONValue(
            parsing: Array(try await cluster.check(["create", "--raw", path, "-f", "-"], input: request.serializedString).utf8))
        guard let token = answer["status"]?["token"]?.stringValue else {
            throw LabError("the API server gave no token for ServiceAccount ake-system/\(account)", remedy: "read the API server's log")
        }
        let view = try await cluster.check(["config", "view", "--raw", "--minify", "--flatten", "-o", "json"])
        var kubeconfig = try JSONValue(parsing: Array(view.utf8))
        guard let user = kubeconfig["users"]?[0]?["name"] else {
            throw LabError("\(configuration.kubeconfig) names no user", remedy: "give one with a current context")
        }
        kubeconfig["users"] = [["name": user, "user": ["token": .string(token)]]]
        let file = "\(configuration.state)/kubeconfig-\(name)"
        try Files.write(kubeconfig.serializedString, to: file, mode: 0o600)
        return file
    }
}
