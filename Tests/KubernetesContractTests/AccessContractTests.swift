import HTTPTransport
import JSON
import Testing

/// Role-based access control: <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>, impersonation:
/// <https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation>.
@Suite(.timeLimit(.minutes(3))) struct AccessContractTests {
    private let group = "rbac.authorization.k8s.io"

    /// Lets `ann` do what the rules say, in the test's namespace.
    private func grant(_ cluster: ContractCluster, _ rules: JSONValue, to subject: JSONValue? = nil) async throws {
        let role = try await cluster.send("POST", cluster.path("roles", group: group), ["metadata": ["name": "r"], "rules": rules])
        #expect(role.status == 201, "\(role.message)")
        let binding = try await cluster.send(
            "POST", cluster.path("rolebindings", group: group),
            [
                "metadata": ["name": "b"], "roleRef": ["apiGroup": .string(group), "kind": "Role", "name": "r"],
                "subjects": [subject ?? ["apiGroup": .string(group), "kind": "User", "name": "ann"]],
            ])
        #expect(binding.status == 201, "\(binding.message)")
    }

    private func rule(_ verbs: JSONValue, _ resources: JSONValue, names: JSONValue? = nil) -> JSONValue {
        var rule: JSONValue = ["apiGroups": [""], "resources": resources, "verbs": verbs]
        rule["resourceNames"] = names
        return rule
    }

    @Test func `who has no right is told which`() async throws {
        try await ContractCluster.with { cluster async throws in
            let denied = try await cluster.acting(as: "ann") { try await cluster.send("GET", cluster.configMaps) }
            #expect(denied.status == 403 && denied.reason == "Forbidden")
            #expect(
                denied.message
                    == #"configmaps is forbidden: User "ann" cannot list resource "configmaps" in API group "" in the namespace "\#(cluster.namespace)""#
            )
            #expect(denied.value["details"] == ["kind": "configmaps"])
            let one = try await cluster.acting(as: "ann") { try await cluster.send("GET", cluster.deployments + "/d") }
            #expect(
                one.message
                    == #"deployments.apps "d" is forbidden: User "ann" cannot get resource "deployments" in API group "apps" in the namespace "\#(cluster.namespace)""#
            )
            let everywhere = try await cluster.acting(as: "ann") { try await cluster.send("GET", "/api/v1/nodes") }
            #expect(everywhere.message.hasSuffix(#"cannot list resource "nodes" in API group "" at the cluster scope"#))
        }
    }

    @Test func `a Role gives its verbs on its resources in its namespace`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c")
            try await grant(cluster, [rule(["get", "list"], ["configmaps"])])
            try await cluster.eventually("ann may read") {
                try await cluster.acting(as: "ann") { try await cluster.send("GET", cluster.configMaps + "/c").status == 200 }
            }
            try await cluster.acting(as: "ann") { () async throws in
                #expect(try await cluster.send("GET", cluster.configMaps).status == 200)
                #expect(try await cluster.send("DELETE", cluster.configMaps + "/c").status == 403)
                #expect(try await cluster.send("GET", cluster.path("secrets")).status == 403)
                #expect(try await cluster.send("GET", "/api/v1/configmaps").status == 403)
                #expect(try await cluster.send("GET", cluster.configMaps + "?watch=1&timeoutSeconds=1").status == 403)
            }
        }
    }

    @Test func `a rule may be for certain names, and for a subresource alone`() async throws {
        try await ContractCluster.with { cluster async throws in
            for name in ["mine", "yours"] { try await cluster.create(name) }
            _ = try await cluster.send("POST", cluster.path("serviceaccounts"), ["metadata": ["name": "bob"]])
            try await grant(
                cluster, [rule(["get"], ["configmaps"], names: ["mine"]), rule(["create"], ["serviceaccounts/token"], names: ["bob"])])
            try await cluster.eventually("ann may read hers") {
                try await cluster.acting(as: "ann") { try await cluster.send("GET", cluster.configMaps + "/mine").status == 200 }
            }
            try await cluster.acting(as: "ann") { () async throws in
                #expect(try await cluster.send("GET", cluster.configMaps + "/yours").status == 403)
                let token = try await cluster.send("POST", cluster.path("serviceaccounts") + "/bob/token", ["spec": [:]])
                #expect(token.status == 201)
                let other = try await cluster.send("POST", cluster.path("serviceaccounts") + "/default/token", ["spec": [:]])
                #expect(other.status == 403 && other.message.contains(#"cannot create resource "serviceaccounts/token""#))
                #expect(try await cluster.send("GET", cluster.path("serviceaccounts") + "/bob").status == 403)
            }
        }
    }

    @Test func `groups and ServiceAccounts are subjects too`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await grant(
                cluster, [rule(["list"], ["configmaps"])], to: ["apiGroup": .string(group), "kind": "Group", "name": "readers"])
            try await cluster.eventually("a reader may read") {
                try await cluster.acting(as: "eve", groups: ["others", "readers"]) {
                    try await cluster.send("GET", cluster.configMaps).status == 200
                }
            }
            let account = "system:serviceaccount:\(cluster.namespace):bob"
            #expect(try await cluster.acting(as: account) { try await cluster.send("GET", cluster.configMaps).status } == 403)
            _ = try await cluster.patch(
                cluster.path("rolebindings", group: group) + "/b",
                ["subjects": [["kind": "ServiceAccount", "name": "bob", "namespace": .string(cluster.namespace)]]])
            try await cluster.eventually("bob may read") {
                try await cluster.acting(as: account) { try await cluster.send("GET", cluster.configMaps).status == 200 }
            }
        }
    }

    @Test func `an apply that creates needs the right to create`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("there")
            try await grant(cluster, [rule(["patch"], ["configmaps"])])
            try await cluster.eventually("ann may change") {
                try await cluster.acting(as: "ann") { () async throws in
                    try await cluster.apply(cluster.configMaps + "/there", ContractCluster.configMap("there", ["a": "1"]), by: "ann").status
                        == 200
                }
            }
            let denied = try await cluster.acting(as: "ann") { () async throws in
                try await cluster.apply(cluster.configMaps + "/new", ContractCluster.configMap("new"), by: "ann")
            }
            #expect(denied.status == 403 && denied.message.contains(#"cannot create resource "configmaps""#))
        }
    }

    @Test func `nobody grants what they do not hold`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await grant(
                cluster,
                [
                    rule(["get"], ["configmaps"]),
                    ["apiGroups": [.string(group)], "resources": ["roles", "rolebindings"], "verbs": ["create", "update"]],
                ])
            let roles = cluster.path("roles", group: group)
            try await cluster.eventually("ann may pass on what she holds") {
                try await cluster.acting(as: "ann") { () async throws in
                    try await cluster.send("POST", roles, ["metadata": ["generateName": "ok-"], "rules": [rule(["get"], ["configmaps"])]])
                        .status == 201
                }
            }
            let more = try await cluster.acting(as: "ann") { () async throws in
                try await cluster.send("POST", roles, ["metadata": ["name": "more"], "rules": [rule(["get"], ["secrets"])]])
            }
            #expect(more.status == 403 && more.message.contains("is attempting to grant RBAC permissions not currently held"))
            let binding = try await cluster.acting(as: "ann") { () async throws in
                try await cluster.send(
                    "POST", cluster.path("rolebindings", group: group),
                    [
                        "metadata": ["name": "admin"],
                        "roleRef": ["apiGroup": .string(group), "kind": "ClusterRole", "name": "cluster-admin"],
                        "subjects": [["apiGroup": .string(group), "kind": "User", "name": "ann"]],
                    ])
            }
            #expect(binding.status == 403)
        }
    }

    @Test func `the role of a binding stays`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await grant(cluster, [])
            let changed = try await cluster.patch(cluster.path("rolebindings", group: group) + "/b", ["roleRef": ["name": "other"]])
            #expect(changed.status == 422 && changed.causes.first?.last == "roleRef")
        }
    }

    @Test func `reviews answer what somebody may do`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await grant(cluster, [rule(["list"], ["configmaps"])])
            func review(_ kind: String, _ resource: String, user: String? = nil) async throws -> Bool? {
                var spec: JSONValue = [
                    "resourceAttributes": ["namespace": .string(cluster.namespace), "verb": "list", "resource": .string(resource)]
                ]
                if let user { spec["user"] = .string(user) }
                let answer = try await cluster.send(
                    "POST", "/apis/authorization.k8s.io/v1/\(kind.lowercased())s",
                    ["apiVersion": "authorization.k8s.io/v1", "kind": .string(kind), "spec": spec])
                #expect(answer.status == 201)
                return answer.value["status"]?["allowed"]?.boolValue
            }
            try await cluster.eventually("the binding counts") {
                try await review("SubjectAccessReview", "configmaps", user: "ann") == true
            }
            #expect(try await review("SubjectAccessReview", "secrets", user: "ann") == false)
            #expect(try await review("SubjectAccessReview", "configmaps", user: "eve") == false)
            try await cluster.acting(as: "ann") { () async throws in
                #expect(try await review("SelfSubjectAccessReview", "configmaps") == true)
                #expect(try await review("SelfSubjectAccessReview", "secrets") == false)
            }
        }
    }

    @Test func `whoever may is somebody else, with all that makes a user`() async throws {
        try await ContractCluster.with { cluster async throws in
            let me = try await cluster.acting(
                as: "ann", groups: ["a", "b"],
                more: [HTTPHeader("Impersonate-Uid", "u-1"), HTTPHeader("Impersonate-Extra-example.org%2Fscope", "x")]
            ) {
                try await cluster.send(
                    "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                    ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"])
            }
            let user = me.value["status"]?["userInfo"]
            #expect(user?["username"] == "ann" && user?["uid"] == "u-1")
            #expect(Set(user?["groups"]?.arrayValue ?? []) == ["a", "b", "system:authenticated"])
            #expect(user?["extra"]?["example.org/scope"] == ["x"])
        }
    }

    @Test func `whoever may not is nobody else`() async throws {
        try await ContractCluster.with { cluster async throws in
            _ = try await cluster.send("POST", cluster.path("serviceaccounts"), ["metadata": ["name": "bob"]])
            let answer = try await cluster.send("POST", cluster.path("serviceaccounts") + "/bob/token", ["spec": [:]])
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            let bearer = [HTTPHeader("Authorization", "Bearer \(token)")]
            let denied = try await cluster.send("GET", cluster.configMaps, headers: bearer + [HTTPHeader("Impersonate-User", "ann")])
            #expect(denied.status == 403 && denied.message.contains(#"cannot impersonate resource "users""#))
        }
    }
}
