import FoundationEssentials
import JSON
import LabKubernetes
import Testing

@Suite(.timeLimit(.minutes(1))) struct LifecycleTests {
    private func owner(_ object: JSONValue, blocks: Bool = true) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "name": object["metadata"]?["name"] ?? .null,
            "uid": object["metadata"]?["uid"] ?? .null,
            "blockOwnerDeletion": .bool(blocks),
        ]
    }

    private func exists(_ lab: Lab, _ name: String) -> Bool { lab.server.object("configmaps", namespace: "default", name: name) != nil }

    @Test(arguments: ["Background", "Foreground"]) func `what an object owns goes with it`(policy: String) async throws {
        try await Lab.with { lab async throws in
            let parent = try lab.server.put(Lab.configMap("parent"))
            let child = try lab.server.put(Lab.configMap("child", owners: [owner(parent)]))
            try lab.server.put(Lab.configMap("grandchild", owners: [owner(child)]))
            _ = try await lab.send("DELETE", Lab.configMaps + "/parent", ["propagationPolicy": .string(policy)])
            try await lab.eventually("all are gone") { !exists(lab, "parent") && !exists(lab, "child") && !exists(lab, "grandchild") }
        }
    }

    @Test func `orphans stay, without the owner`() async throws {
        try await Lab.with { lab async throws in
            let parent = try lab.server.put(Lab.configMap("parent"))
            try lab.server.put(Lab.configMap("child", owners: [owner(parent)]))
            _ = try await lab.send("DELETE", Lab.configMaps + "/parent?propagationPolicy=Orphan")
            try await lab.eventually("the parent is gone") { !exists(lab, "parent") }
            #expect(lab.server.object("configmaps", namespace: "default", name: "child")?["metadata"]?["ownerReferences"] == nil)
        }
    }

    @Test func `an object whose owner never was is collected`() async throws {
        try await Lab.with { lab async throws in
            let ghost: JSONValue = ["metadata": ["name": "ghost", "uid": "no-such-uid"]]
            try lab.server.put(Lab.configMap("child", owners: [owner(ghost)]))
            try await lab.eventually("the child is gone") { !exists(lab, "child") }
        }
    }

    @Test func `a deleted namespace is emptied, and takes nothing new`() async throws {
        try await Lab.with { lab async throws in
            _ = try await lab.send("POST", "/api/v1/namespaces", ["metadata": ["name": "n"]])
            var held = Lab.configMap("held")
            held["metadata"] = ["name": "held", "namespace": "n", "finalizers": ["example.org/hold"]]
            try lab.server.put(held)
            _ = try await lab.send("DELETE", "/api/v1/namespaces/n")
            let refused = try await lab.send("POST", "/api/v1/namespaces/n/configmaps", ["metadata": ["name": "new"]])
            #expect(refused.status == 403)
            #expect(refused.value["message"]?.stringValue?.contains("because it is being terminated") == true)
            _ = try await lab.send(
                "PATCH", "/api/v1/namespaces/n/configmaps/held", ["metadata": ["finalizers": .null]], type: "application/merge-patch+json")
            try await lab.eventually("the namespace is gone") { lab.server.object("namespaces", name: "n") == nil }
        }
    }

    @Test func `a token of a removed ServiceAccount is worth nothing`() async throws {
        try await Lab.with { lab async throws in
            let accounts = "/api/v1/namespaces/default/serviceaccounts"
            _ = try await lab.send("POST", accounts, ["metadata": ["name": "bob"]])
            let answer = try await lab.send("POST", accounts + "/bob/token", ["spec": ["expirationSeconds": 600]])
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            #expect(try await lab.send("GET", Lab.configMaps, token: token).status == 403)
            _ = try await lab.send("DELETE", accounts + "/bob")
            #expect(try await lab.send("GET", Lab.configMaps, token: token).status == 401)
            #expect(try await lab.send("POST", accounts + "/bob/token", [:]).status == 404)
            #expect(try await lab.send("GET", Lab.configMaps, token: "nonsense").status == 401)
        }
    }

    @Test func `a server that starts again remembers, and its versions grow`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ake-lk-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = LabKubernetesConfiguration()
        configuration.stateDirectory = folder
        let first = try await LabKubernetes.start(configuration)
        try first.put(Lab.configMap("kept", ["a": "1"]))
        try first.put(Lab.configMap("gone"))
        first.remove("configmaps", namespace: "default", name: "gone")
        let (revision, authority, token) = (first.revision, first.caPEM, first.adminToken)
        try await first.stop()
        try await Lab.with(configuration) { lab async throws in
            #expect(lab.server.object("configmaps", namespace: "default", name: "kept")?["data"] == ["a": "1"])
            #expect(lab.server.object("configmaps", namespace: "default", name: "gone") == nil)
            #expect(lab.server.revision >= revision)
            #expect(lab.server.caPEM == authority)
            #expect(lab.server.adminToken == token)
            #expect(try await lab.watch(Lab.configMaps + "?watch=1&resourceVersion=1", count: 1).first?.object["code"] == 410)
        }
    }
}
