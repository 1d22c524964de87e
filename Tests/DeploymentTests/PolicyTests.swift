import JSON
import Testing

/// The policies of deploy/policy: each validation and condition refuses something in its own words, and lets something pass.
@Suite(.timeLimit(.minutes(2))) struct PolicyTests {
    /// What exercises one expression.
    struct Row: Sendable {
        /// The policy, and the validation's number or the condition's name.
        var policy: String
        var expression: String
        var refused: [Cluster.Write]
        var passes: [Cluster.Write]
    }

    private static let controller = "system:serviceaccount:ake-system:ake-ingress-controller"
    private static let together = "system:serviceaccount:ake-system:ake-controller"
    private static let node = "system:serviceaccount:default:web-anlb"
    private static let standby = "system:serviceaccount:default:web-anlb-standby"
    private static let rbac = "/apis/rbac.authorization.k8s.io/v1"
    private static let peers = "/apis/crd.projectcalico.org/v1/bgppeers"

    private static func create(_ resource: String, _ name: String, by user: String, namespace: String = "default") -> Cluster.Write {
        let bodies: [String: (path: String, body: JSONValue)] = [
            "clusterroles": ("\(rbac)/clusterroles", ["rules": []]), "roles": ("\(rbac)/namespaces/\(namespace)/roles", ["rules": []]),
            "clusterrolebindings": (
                "\(rbac)/clusterrolebindings", ["roleRef": ["kind": "ClusterRole", "name": "x", "apiGroup": "rbac.authorization.k8s.io"]]
            ),
            "rolebindings": (
                "\(rbac)/namespaces/\(namespace)/rolebindings",
                ["roleRef": ["kind": "Role", "name": "x", "apiGroup": "rbac.authorization.k8s.io"]]
            ), "secrets": ("/api/v1/namespaces/\(namespace)/secrets", [:]),
            "serviceaccounts": ("/api/v1/namespaces/\(namespace)/serviceaccounts", [:]),
            "bgppeers": (peers, ["apiVersion": "crd.projectcalico.org/v1", "kind": "BGPPeer", "spec": [:]]),
            "configmaps": ("/api/v1/namespaces/\(namespace)/configmaps", [:]),
        ]
        let (path, content) = bodies[resource] ?? ("", [:])
        var body = content
        body["metadata"] = ["name": .string(name)]
        return .init(method: "POST", path: path, body: body, user: user, says: ["the Ingress controller may not write \(resource) \(name)"])
    }

    /// Asks for a token of a ServiceAccount, which would be as good as its rights.
    private static func token(_ name: String, by user: String, namespace: String = "default") -> Cluster.Write {
        .init(
            method: "POST", path: "/api/v1/namespaces/\(namespace)/serviceaccounts/\(name)/token", body: ["spec": [:]], user: user,
            says: ["the Ingress controller may not write serviceaccounts \(name)"])
    }

    private static func peer(_ name: String, uid: String?, spec: JSONValue?, by user: String, says: String = "") -> Cluster.Write {
        var body: JSONValue = ["apiVersion": "crd.projectcalico.org/v1", "kind": "BGPPeer", "metadata": ["name": .string(name)]]
        if let uid { body["metadata"]?["labels"] = ["ake.adtech.cyberagent.io/ingress-uid": .string(uid)] }
        body["spec"] = spec
        return .init(method: "POST", path: peers, body: body, user: user, says: [says])
    }

    private static let plain: JSONValue = ["peerIP": "192.0.2.1", "asNumber": 64512]
    private static let nameMessage =
        "the name of a node's BGPPeer must be anlb-anlb-, the UID in its label ake.adtech.cyberagent.io/ingress-uid, and its number"
    private static let specMessage = "a node's BGPPeer may have spec.peerIP and spec.asNumber only"

    private static let managed = ["clusterroles", "clusterrolebindings", "roles", "rolebindings", "secrets", "serviceaccounts", "bgppeers"]

    static let rows: [Row] = [
        Row(
            policy: "ake-ingress-controller", expression: "validations[0]",
            refused: managed.map {
                create($0, "admin", by: controller)
            } + [
                create("clusterroles", "web-anlb", by: controller), create("roles", "ake-node-web", by: together),
                create("bgppeers", "web-anlb", by: controller), create("secrets", "web-anlb-x", by: together),
                create("secrets", "ake-admission-certificate", by: controller, namespace: "ake-system"),
                create("secrets", "ake-admission-certificate", by: together),
                create("roles", "ake-admission-certificate", by: together, namespace: "ake-system"),
                token("default", by: controller, namespace: "kube-system"), token("default", by: together),
            ],
            passes: [
                create("clusterroles", "ake-node-web", by: controller), create("clusterrolebindings", "ake-node-web", by: together),
                create("roles", "web-anlb", by: controller), create("rolebindings", "web-anlb-standby", by: controller),
                create("secrets", "web-anlb", by: together), create("serviceaccounts", "web-anlb", by: controller),
                create("bgppeers", "anlb-anlb-u-0", by: controller),
                create("secrets", "ake-admission-certificate", by: together, namespace: "ake-system"),
                create("configmaps", "admin", by: controller), token("web-anlb", by: controller), token("default", by: "ann"),
            ]),
        Row(
            policy: "ake-ingress-controller", expression: "the-controller",
            refused: [create("secrets", "somebody", by: controller), create("secrets", "somebody", by: together)],
            passes: [
                create("secrets", "somebody", by: "ann"),
                create("clusterroles", "cluster-admin2", by: "system:serviceaccount:default:ake-ingress-controller"),
            ]),
        Row(
            policy: "ake-node", expression: "validations[0]",
            refused: [
                peer("anlb-anlb-u2-0", uid: "u1", spec: plain, by: node, says: nameMessage),
                peer("anlb-anlb-u1-0", uid: nil, spec: plain, by: node, says: nameMessage),
                peer("anlb-anlb--0", uid: "", spec: plain, by: node, says: nameMessage),
                peer("anlb-anlb-u1", uid: "u1", spec: plain, by: standby, says: nameMessage),
                peer("anlb-anlb-u11-0", uid: "u1", spec: plain, by: node, says: nameMessage),
            ],
            passes: [
                peer("anlb-anlb-u1-0", uid: "u1", spec: plain, by: node),
                peer("anlb-anlb-u1-1", uid: "u1", spec: ["peerIP": "192.0.2.2"], by: standby),
            ]),
        Row(
            policy: "ake-node", expression: "validations[1]",
            refused: [
                peer("anlb-anlb-u3-0", uid: "u3", spec: ["peerIP": "192.0.2.1", "nodeSelector": "all()"], by: node, says: specMessage),
                peer("anlb-anlb-u3-0", uid: "u3", spec: nil, by: node, says: specMessage),
            ],
            passes: [peer("anlb-anlb-u3-0", uid: "u3", spec: plain, by: node)]),
        Row(
            policy: "ake-node", expression: "a-node",
            refused: [
                peer("any", uid: nil, spec: plain, by: node, says: nameMessage),
                peer("any", uid: nil, spec: plain, by: standby, says: nameMessage),
            ],
            passes: [
                peer("any", uid: nil, spec: ["nodeSelector": "all()"], by: "ann"), peer("any2", uid: nil, spec: plain, by: "ann-anlb"),
                peer("any3", uid: nil, spec: plain, by: "system:serviceaccount:default:web"),
            ]),
    ]

    private static let files = ["lab/kubernetes/bgppeers.yaml"] + ((try? Manifests.files(in: "policy").map { "deploy/" + $0 }) ?? [])

    @Test func `a row exercises every expression, and every row an expression`() throws {
        var expressions: Set<[String]> = []
        for policy in try Manifests.files(in: "policy").flatMap({ try Manifests.objects($0) })
        where policy.kind == "ValidatingAdmissionPolicy" {
            for index in (policy["spec"]?["validations"]?.items ?? []).indices {
                expressions.insert([policy.name, "validations[\(index)]"])
            }
            for condition in policy["spec"]?["matchConditions"]?.items ?? [] {
                expressions.insert([policy.name, condition["name"]?.stringValue ?? ""])
            }
        }
        #expect(expressions.count >= 5)
        let rows = Set(Self.rows.map { [$0.policy, $0.expression] })
        for expression in expressions.symmetricDifference(rows) {
            Issue.record("\(expression) is exercised by no row, or is there no more")
        }
        for row in Self.rows { #expect(!row.refused.isEmpty && !row.passes.isEmpty, "\(row.policy) \(row.expression)") }
    }

    @Test func `each policy refuses in its own words, and lets the rest pass`() async throws {
        for row in Self.rows {
            try await Cluster.with(Self.files) { cluster async throws in
                for write in row.refused {
                    let answer = try await cluster.send(write)
                    let words = "ValidatingAdmissionPolicy '\(row.policy)' with binding '\(row.policy)' denied request: \(write.says[0])"
                    #expect(answer.status == 422 && answer.message.hasSuffix(words), "\(row.expression): \(write): \(answer.value)")
                }
                for write in row.passes {
                    let answer = try await cluster.send(write)
                    #expect(answer.status == 201, "\(row.expression): \(write): \(answer.value)")
                }
            }
        }
    }

    @Test func `what is there already cannot be changed or removed either`() async throws {
        try await Cluster.with(Self.files) { cluster async throws in
            #expect(try await cluster.send(Self.create("secrets", "somebody", by: "ann")).status == 201)
            #expect(try await cluster.send(Self.create("secrets", "web-anlb", by: "ann")).status == 201)
            #expect(try await cluster.send(Self.peer("anlb-anlb-u1-0", uid: "u1", spec: Self.plain, by: Self.node)).status == 201)
            let secrets = "/api/v1/namespaces/default/secrets/"
            let change: JSONValue = ["data": ["k": "dg=="]]
            for (write, status) in [
                (.init(method: "PATCH", path: secrets + "somebody", body: change, user: Self.controller), 422),
                (.init(method: "DELETE", path: secrets + "somebody", user: Self.controller), 422),
                (.init(method: "PATCH", path: secrets + "web-anlb", body: change, user: Self.controller), 200),
                (.init(method: "DELETE", path: secrets + "web-anlb", user: Self.controller), 200),
                (
                    .init(
                        method: "PATCH", path: Self.peers + "/anlb-anlb-u1-0", body: ["spec": ["nodeSelector": "all()"]], user: Self.node),
                    422
                ),
                (.init(method: "PATCH", path: Self.peers + "/anlb-anlb-u1-0", body: ["spec": ["asNumber": 64513]], user: Self.node), 200),
                (.init(method: "DELETE", path: Self.peers + "/anlb-anlb-u1-0", user: Self.node), 200),
            ] as [(Cluster.Write, Int)] {
                let answer = try await cluster.send(write)
                #expect(answer.status == status, "\(write): \(answer.value)")
            }
        }
    }
}
