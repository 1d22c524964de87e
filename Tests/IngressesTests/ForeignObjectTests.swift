import JSON
import KubernetesAPI
import KubernetesClient
import Testing

@testable import Ingresses

/// Objects of the names that a stack needs, which somebody else has made.
@Suite(.timeLimit(.minutes(5))) struct ForeignObjectTests {
    private static let objects: [(String, JSONValue)] = [
        ("serviceaccounts", ["apiVersion": "v1", "kind": "ServiceAccount", "automountServiceAccountToken": true]),
        (
            "roles",
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role",
                "rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["list"]]],
            ]
        ),
        (
            "rolebindings",
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "subjects": [],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "other"],
            ]
        ),
        ("secrets", ["apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": ["kubeconfig": "c2VjcmV0"]]),
    ]

    @Test("an object of the needed name that somebody else made is left as it is, and a person is told", arguments: 0..<objects.count)
    func foreign(index: Int) async throws {
        let resource = Self.objects[index].0
        var object = Self.objects[index].1
        object["metadata"] = ["name": "web-anlb", "namespace": "default", "labels": ["mine": "yes"]]
        let group = resource.hasPrefix("role") ? "rbac.authorization.k8s.io" : ""
        try await World.with { [object] world in
            let before = try world.server.put(object)
            try await world.running {
                try await eventually("the Event") {
                    try await world.events().contains {
                        $0.reason == "NameTaken" && $0.note?.contains("default/web-anlb") == true && $0.regarding?.name == "web"
                    }
                }
                try await eventually("the report") { try await world.report()?.conditions["Accepted"]?.reason == "NameTaken" }
            }
            #expect(world.server.object(resource, group: group, namespace: "default", name: "web-anlb") == before)
            #expect(try await world.heatStack() == nil)
            // Nor when the Ingress goes: what is not ours stays.
            try await world.client.delete(Ingress.self, "web", namespace: "default")
            try await world.running {
                try await eventually("the Ingress is gone") { try await world.ingress() == nil }
            }
            #expect(world.server.object(resource, group: group, namespace: "default", name: "web-anlb") == before)
        }
    }

    @Test func `the Ingress goes on as soon as the name is free`() async throws {
        try await World.with { world in
            try world.server.put(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "web-anlb", "namespace": "default"]])
            try await world.running {
                try await eventually("the report") { try await world.report()?.conditions["Accepted"]?.reason == "NameTaken" }
                try await world.client.delete(ServiceAccount.self, "web-anlb", namespace: "default")
                // A person touches the Ingress rather than wait a minute.
                try await world.client.patch(
                    Ingress.self, "web", namespace: "default", with: .merge(["metadata": ["labels": ["touched": "yes"]]]))
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await eventually("the report") { try await world.report()?.conditions["Accepted"]?.status == "True" }
            }
        }
    }

    @Test func `rights that somebody changed or deleted are put right`() async throws {
        try await World.with { world in
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.client.patch(Role.self, "web-anlb", namespace: "default", with: .merge(["rules": []]))
                try await eventually("the rules are back") {
                    try await world.client.get(Role.self, "web-anlb", namespace: "default").rules?.isEmpty == false
                }
                let old = try await world.client.get(ServiceAccount.self, "web-anlb", namespace: "default")
                let token = try await world.client.get(Secret.self, "web-anlb", namespace: "default").data
                try await world.client.delete(ServiceAccount.self, "web-anlb", namespace: "default")
                try await eventually("another ServiceAccount") {
                    let new = try await world.client.getIfPresent(ServiceAccount.self, "web-anlb", namespace: "default")
                    return new != nil && new?.metadata.uid != old.metadata.uid
                }
                try await eventually("a token of the new one") {
                    try await world.client.get(Secret.self, "web-anlb", namespace: "default").data != token
                }
                let node = try await world.node()
                _ = try await node.get(Ingress.self, "web", namespace: "default")
                await node.shutdown()
            }
        }
    }
}
