import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import LoadBalancerNode
import YAML

/// A cluster with namespace `shop`, its Ingress, Service and endpoints, one worker, and the rights that the node's ServiceAccount has.
struct Cluster {
    static let account = "web-anlb"
    let lab: LabKubernetes

    static func with<Value>(_ body: (Cluster) async throws -> Value) async throws -> Value {
        var configuration = LabKubernetesConfiguration()
        configuration.minimumTokenSeconds = 1
        let lab = try await LabKubernetes.start(configuration)
        do {
            let cluster = Cluster(lab: lab)
            try cluster.seed()
            let value = try await body(cluster)
            try await lab.stop()
            return value
        } catch {
            // A test may have stopped it as its point.
            try? await lab.stop()
            throw error
        }
    }

    private func seed() throws {
        for file in ["lab/kubernetes/bgppeers.yaml", "deploy/crds/nodereports.yaml"] {
            for object in try YAMLReader.values(NodeFile.read("\(Sandbox.repository)/\(file)")) { try lab.put(object) }
        }
        let subject: JSONValue = [["kind": "ServiceAccount", "name": .string(Self.account), "namespace": "shop"]]
        let reading: JSONValue = ["get", "list", "watch"]
        // As Sources/Ingresses/NodeAccess.swift makes them.
        let objects: [JSONValue] = [
            ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop"]],
            ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string(Self.account), "namespace": "shop"]],
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                "metadata": ["name": .string(Self.account), "namespace": "shop"],
                "rules": [
                    ["apiGroups": ["networking.k8s.io"], "resources": ["ingresses"], "resourceNames": ["web"], "verbs": reading],
                    ["apiGroups": [""], "resources": ["services"], "verbs": reading],
                    ["apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": reading],
                    [
                        "apiGroups": [""], "resources": ["serviceaccounts/token"], "resourceNames": [.string(Self.account)],
                        "verbs": ["create"],
                    ],
                    [
                        "apiGroups": ["ake.adtech.cyberagent.io"], "resources": ["nodereports"], "resourceNames": ["anlb-node-0"],
                        "verbs": ["get", "create", "patch"],
                    ],
                ],
            ],
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding",
                "metadata": ["name": .string(Self.account), "namespace": "shop"], "subjects": subject,
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(Self.account)],
            ],
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "ake-node-u"],
                "rules": [
                    ["apiGroups": [""], "resources": ["nodes"], "verbs": reading],
                    ["apiGroups": ["crd.projectcalico.org"], "resources": ["bgppeers"], "verbs": ["get", "create", "patch"]],
                ],
            ],
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "ake-node-u"],
                "subjects": subject, "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "ake-node-u"],
            ],
            [
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": "w1"],
                "status": ["addresses": [["type": "InternalIP", "address": .string(Worker.address)]]],
            ],
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web", "namespace": "shop"],
                "spec": ["selector": ["app": "web"], "ports": [["name": "http", "port": 80, "targetPort": 9000]]],
            ],
        ]
        for object in objects { try lab.put(object) }
        try ingress(hosts: ["a.example"])
        try endpoints([0])
    }

    /// Adds the stack's second ServiceAccount and lets each ask for the other's token.
    func addStandby() throws {
        let names: JSONValue = [.string(Self.account), .string("\(Self.account)-standby")]
        let rule: JSONValue = ["apiGroups": [""], "resources": ["serviceaccounts/token"], "resourceNames": names, "verbs": ["create"]]
        let reading: JSONValue = [
            "apiGroups": ["networking.k8s.io"], "resources": ["ingresses"], "resourceNames": ["web"], "verbs": ["get", "list", "watch"],
        ]
        let subjects: [JSONValue] = [Self.account, "\(Self.account)-standby"].map {
            ["kind": "ServiceAccount", "name": .string($0), "namespace": "shop"]
        }
        try lab.put([
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": .string("\(Self.account)-standby"), "namespace": "shop"],
        ])
        try lab.put([
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "both", "namespace": "shop"],
            "rules": [rule, reading],
        ])
        try lab.put([
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "both", "namespace": "shop"],
            "subjects": .array(subjects), "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "both"],
        ])
    }

    /// Makes the Ingress lead these hosts to Service `web`, and `empty.example` to a Service without endpoints.
    func ingress(hosts: [String]) throws {
        func rule(_ host: String, _ service: String) -> JSONValue {
            let backend: JSONValue = ["service": ["name": .string(service), "port": ["name": "http"]]]
            return ["host": .string(host), "http": ["paths": [["path": "/", "pathType": "Prefix", "backend": backend]]]]
        }
        try lab.put([
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "web", "namespace": "shop"],
            "spec": ["rules": .array(hosts.map { rule($0, "web") } + [rule("empty.example", "missing")])],
        ])
    }

    /// Makes backends of the sandbox the endpoints of Service `web`; one more is there and not ready.
    func endpoints(_ indexes: [Int]) throws {
        let ready = indexes.map { index -> JSONValue in
            ["addresses": [.string(Sandbox.backends[index])], "conditions": ["ready": true, "serving": true, "terminating": false]]
        }
        let unready: JSONValue = ["addresses": ["127.0.1.77"], "conditions": ["ready": false, "serving": false, "terminating": false]]
        try lab.put([
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": ["name": "web-x", "namespace": "shop", "labels": ["kubernetes.io/service-name": "web"]],
            "endpoints": .array(ready + [unready]), "ports": [["name": "http", "port": 9000, "protocol": "TCP"]],
        ])
    }

    /// A token for the node.
    func token(seconds: Int = 600) async throws -> String {
        let configuration = try KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: lab.kubeconfig))
        let client = try KubernetesClient(configuration: configuration)
        let request = TokenRequest.Spec(expirationSeconds: seconds)
        let token = try await client.createToken(serviceAccount: Self.account, namespace: "shop", request: request).token
        await client.shutdown()
        return token
    }
}
