import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Ingresses

/// Asks the API server, with a node's own credential, what it may do: all its rules, against every verb on every resource that is served. That the
/// server goes by these rules is asked of it, verb by verb and resource by resource, for two objects of each: for all it would be 20,000 calls.
@Suite(.timeLimit(.minutes(5))) struct AccessMatrixTests {
    private static let verbs = [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "escalate", "bind", "impersonate",
    ]

    @Test func `a node may do what its stack needs, on the objects that it serves, and nothing else`() async throws {
        try await World.with { world in
            try world.server.put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "other"]])
            try await world.client.patch(
                Ingress.self, "web", namespace: "default", with: .merge(["spec": ["tls": [["secretName": "cert"]]]]))
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await eventually("the right to the certificate") {
                    try await world.client.get(Role.self, "web-anlb", namespace: "default").rules?
                        .contains { $0.resourceNames == ["cert"] } == true
                }
            }
            let uid = try #require(try await world.ingress()?.metadata.uid)
            let node = try await world.node()
            var rules: [String: GrantedRules] = [:]
            for namespace in Self.namespaces + [""] { rules[namespace] = try await Self.rules(of: node, in: namespace) }
            var allowed: Set<String> = []
            var asked = 0
            for resource in try await Self.resources(world) {
                for (namespace, name) in Self.objects(uid, resource) {
                    for verb in Self.verbs {
                        let question = Self.Question(resource: resource, verb: verb, namespace: namespace, name: name)
                        let isAllowed = question.isAllowed(by: try #require(rules[namespace ?? ""]))
                        if isAllowed { allowed.insert(question.description) }
                        guard ["*", "web"].contains(name), ["default", nil].contains(namespace) else { continue }
                        asked += 1
                        #expect(try await question.isAllowed(for: node) == isAllowed, "\(question)")
                    }
                }
            }
            await node.shutdown()
            #expect(allowed == Self.intended(uid))
            #expect(asked > 600)
        }
    }

    private static func intended(_ uid: String) -> Set<String> {
        var intended: Set = [
            "create serviceaccounts/token default/web-anlb", "create serviceaccounts/token default/web-anlb-standby",
            "get secrets default/cert",
        ]
        for verb in ["get", "list", "watch"] {
            intended.insert("\(verb) ingresses.networking.k8s.io default/web")
            for resource in ["services", "endpointslices.discovery.k8s.io"] {
                for name in namesInNamespaces(uid) {
                    intended.insert("\(verb) \(resource) default/\(name)")
                }
            }
            for name in ["*", "web", "anlb-anlb-\(uid)-0", "anlb-anlb-\(uid)-5", "stranger"] { intended.insert("\(verb) nodes \(name)") }
        }
        for verb in ["get", "create", "patch"] {
            intended.insert("\(verb) bgppeers.crd.projectcalico.org anlb-anlb-\(uid)-0")
            intended.insert("\(verb) nodereports.ake.adtech.cyberagent.io default/anlb-anlb-\(uid)-0")
        }
        // What everybody may who is known at all.
        for review in [
            "selfsubjectaccessreviews.authorization.k8s.io", "selfsubjectrulesreviews.authorization.k8s.io",
            "selfsubjectreviews.authentication.k8s.io",
        ] {
            for name in ["*", "web", "anlb-anlb-\(uid)-0", "anlb-anlb-\(uid)-5", "stranger"] { intended.insert("create \(review) \(name)") }
        }
        return intended
    }

    private static func namesInNamespaces(_ uid: String) -> [String] {
        ["*", "web", "web-anlb", "web-anlb-standby", "cert", "anlb-anlb-\(uid)-0", "anlb-anlb-\(uid)-5", "stranger"]
    }

    private static let namespaces = ["default", "other", "ake-system"]

    private static func rules(of node: KubernetesClient, in namespace: String) async throws -> GrantedRules {
        let review: JSONValue = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": ["namespace": .string(namespace)],
        ]
        let answer = try await node.call(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", contentType: "application/json", body: review.serialized())
        let status = try #require(try JSONValue(parsing: answer)["status"])
        #expect(status["incomplete"] == false)
        return GrantedRules(status)
    }

    // `*` stands for no name: the whole collection. Node 5 would be one more than the class allows.
    private static func objects(_ uid: String, _ resource: Resource) -> [(namespace: String?, name: String)] {
        guard resource.isNamespaced else {
            return ["*", "web", "anlb-anlb-\(uid)-0", "anlb-anlb-\(uid)-5", "stranger"].map { (nil, $0) }
        }
        let names = namesInNamespaces(uid)
        return namespaces.flatMap { namespace in names.map { (namespace, $0) } }
    }

    private struct Resource: Sendable, Hashable {
        var group: String
        /// `pods`, or `pods/log`.
        var name: String
        var isNamespaced: Bool

        var description: String { group.isEmpty ? name : "\(name).\(group)" }
        /// `pods` and `log`; the second is empty for the resource itself.
        var parts: (resource: String, subresource: String) {
            let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    private struct Question: CustomStringConvertible {
        var resource: Resource
        var verb: String
        var namespace: String?
        var name: String

        var description: String { "\(verb) \(resource.description) \(namespace.map { "\($0)/" } ?? "")\(name)" }

        func isAllowed(by rules: GrantedRules) -> Bool {
            rules.allow(verb, resource.group, resource.parts, name: name == "*" ? "" : name, in: namespace)
        }

        func isAllowed(for node: KubernetesClient) async throws -> Bool {
            let attributes: JSONValue = [
                "verb": .string(verb), "group": .string(resource.group), "resource": .string(resource.parts.resource),
                "subresource": .string(resource.parts.subresource), "namespace": .string(namespace ?? ""),
                "name": .string(name == "*" ? "" : name),
            ]
            let review: JSONValue = [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": ["resourceAttributes": attributes],
            ]
            let answer = try await node.call(
                "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", contentType: "application/json",
                body: review.serialized())
            let status = try JSONValue(parsing: answer)["status"]
            return try #require(status?["allowed"]?.boolValue as Bool?)
        }
    }

    // Everything that discovery lists, subresources and reviews too.
    private static func resources(_ world: World) async throws -> [Resource] {
        func document(_ path: String) async throws -> JSONValue { try JSONValue(parsing: try await world.client.call("GET", path)) }
        var paths = [("", "/api/v1")]
        for group in try await document("/apis")["groups"]?.arrayValue ?? [] {
            let name = try #require(group["name"]?.stringValue)
            let version = try #require(group["preferredVersion"]?["groupVersion"]?.stringValue)
            paths.append((name, "/apis/\(version)"))
        }
        var resources: Set<Resource> = []
        for (group, path) in paths {
            for entry in try await document(path)["resources"]?.arrayValue ?? [] {
                let name = try #require(entry["name"]?.stringValue)
                resources.insert(Resource(group: group, name: name, isNamespaced: entry["namespaced"]?.boolValue == true))
            }
        }
        #expect(resources.count > 30)
        #expect(resources.contains(Resource(group: "", name: "serviceaccounts/token", isNamespaced: true)))
        return resources.sorted { $0.description < $1.description }
    }
}
