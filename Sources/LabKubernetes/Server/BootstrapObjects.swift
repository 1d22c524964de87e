import JSON

/// What a new cluster holds before anyone has written to it.
enum BootstrapObjects {
    /// Namespaces, the basic roles, and the Service of the API itself.
    static func all(authority: String) -> [JSONValue] {
        let namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"].map { name -> JSONValue in
            [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": ["name": .string(name), "labels": ["kubernetes.io/metadata.name": .string(name)]],
                "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
            ]
        }
        let rootCertificate: JSONValue = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "kube-root-ca.crt", "namespace": "kube-public"],
            "data": ["ca.crt": .string(authority)],
        ]
        let everything: JSONValue = [
            ["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]], ["nonResourceURLs": ["*"], "verbs": ["*"]],
        ]
        let discovery: JSONValue = [
            [
                "nonResourceURLs": [
                    "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz", "/version",
                    "/version/",
                ],
                "verbs": ["get"],
            ]
        ]
        let selfReview: JSONValue = [
            [
                "apiGroups": ["authorization.k8s.io"], "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
                "verbs": ["create"],
            ], ["apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]],
        ]
        let reading: JSONValue = [
            [
                "apiGroups": ["", "apps", "networking.k8s.io", "discovery.k8s.io", "events.k8s.io"],
                "resources": [
                    "pods", "services", "endpoints", "configmaps", "serviceaccounts", "events", "deployments", "replicasets", "ingresses",
                    "endpointslices",
                    "namespaces",
                ], "verbs": ["get", "list", "watch"],
            ]
        ]
        let accounts = namespaces.map { namespace -> JSONValue in
            ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default", "namespace": .string(namespace.name)]]
        }
        return namespaces + accounts + [rootCertificate] + [
            role("cluster-admin", everything), role("system:discovery", discovery), role("system:basic-user", selfReview),
            role("view", reading),
            binding("cluster-admin", group: "system:masters"), binding("system:discovery", group: "system:authenticated"),
            binding("system:basic-user", group: "system:authenticated"),
        ]
    }

    private static func role(_ name: String, _ rules: JSONValue) -> JSONValue {
        ["apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)], "rules": rules]
    }

    private static func binding(_ name: String, group: String) -> JSONValue {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(name)],
            "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": .string(group)]],
        ]
    }
}
