import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Deletion: <https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/>, garbage collection:
/// <https://kubernetes.io/docs/concepts/architecture/garbage-collection/>.
@Suite(.timeLimit(.minutes(5))) struct DeletionContractTests {
    private func owned(_ name: String, by owners: [Exchange], blocks: Bool = false, finalizers: JSONValue = []) -> JSONValue {
        var object = ContractCluster.configMap(name)
        object["metadata"]?["finalizers"] = finalizers
        object["metadata"]?["ownerReferences"] = .array(
            owners.map { owner in
                [
                    "apiVersion": "v1", "kind": "ConfigMap", "name": owner.metadata["name"] ?? .null, "uid": .string(owner.uid),
                    "blockOwnerDeletion": .bool(blocks),
                ]
            })
        return object
    }

    private func exists(_ cluster: ContractCluster, _ name: String) async throws -> Bool {
        try await cluster.send("GET", "\(cluster.configMaps)/\(name)").status == 200
    }

    @Test func `a deleted object is gone, once`() async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.create("c")
            let deleted = try await cluster.send("DELETE", cluster.configMaps + "/c")
            #expect(deleted.status == 200 && deleted.value["status"] == "Success")
            #expect(deleted.value["details"] == ["name": "c", "kind": "configmaps", "uid": .string(created.uid)])
            #expect(try await cluster.send("DELETE", cluster.configMaps + "/c").status == 404)
        }
    }

    @Test func `finalizers hold a deleted object, and nobody may add one`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            try await cluster.create("c")
            _ = try await cluster.patch(path, ["metadata": ["finalizers": ["example.org/a", "example.org/b"]]])
            let marked = try await cluster.send("DELETE", path)
            #expect(
                marked.status == 200 && marked.metadata["deletionTimestamp"] != nil && marked.metadata["deletionGracePeriodSeconds"] == 0)
            let refused = try await cluster.patch(
                path, ["metadata": ["finalizers": ["example.org/a", "example.org/b", "example.org/c"]]])
            #expect(refused.status == 422 && refused.causes == [["FieldValueForbidden", "metadata.finalizers"]])
            let again = try await cluster.send("DELETE", path)
            #expect(again.metadata["deletionTimestamp"] == marked.metadata["deletionTimestamp"])
            #expect(try await cluster.patch(path, ["metadata": ["finalizers": ["example.org/b"]]]).status == 200)
            #expect(try await exists(cluster, "c"))
            #expect(try await cluster.patch(path, ["metadata": ["finalizers": .null]]).status == 200)
            #expect(try await !exists(cluster, "c"))
        }
    }

    @Test func `preconditions guard a deletion`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let first = try await cluster.create("c")
            let changed = try await cluster.patch(path, ["data": ["a": "1"]])
            for precondition: JSONValue in [["uid": "other"], ["resourceVersion": .string(first.version)]] {
                let refused = try await cluster.send("DELETE", path, ["preconditions": precondition])
                #expect(refused.status == 409 && refused.reason == "Conflict" && refused.message.contains("Precondition failed"))
            }
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.delete(
                    ConfigMap.self, "c", namespace: cluster.namespace, options: DeleteOptions(preconditions: .init(uid: "other")))
            }
            #expect(error?.isConflict == true)
            let done = try await cluster.send(
                "DELETE", path, ["preconditions": ["uid": .string(first.uid), "resourceVersion": .string(changed.version)]])
            #expect(done.status == 200)
        }
    }

    @Test func `a collection is deleted as selected`() async throws {
        try await ContractCluster.with { cluster async throws in
            for name in ["a", "b"] { try await cluster.create(name, labels: ["go": "yes"]) }
            try await cluster.create("c", labels: ["go": "no"])
            #expect(try await cluster.send("DELETE", cluster.configMaps + "?labelSelector=go%3Dyes").status == 200)
            #expect(try await cluster.send("GET", cluster.configMaps + "?labelSelector=go").names == ["c"])
            #expect(try await cluster.send("DELETE", "/api/v1/namespaces").status == 405)
        }
    }

    @Test(
        arguments: [
            (["propagationPolicy": "Sideways"], "propagationPolicy"),
            (["propagationPolicy": "Orphan", "orphanDependents": true], "propagationPolicy"), (["dryRun": ["Some"]], "dryRun"),
        ] as [(JSONValue, String)]) func `options that make no sense are refused`(options: JSONValue, field: String) async throws
    {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c")
            let refused = try await cluster.send("DELETE", cluster.configMaps + "/c", options)
            #expect(refused.status == 422 && refused.causes.first?.last == field)
        }
    }

    @Test(arguments: ["Background", "Foreground"]) func `what an object owns goes with it`(policy: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let parent = try await cluster.create("parent")
            let child = try await cluster.send("POST", cluster.configMaps, owned("child", by: [parent], blocks: true))
            _ = try await cluster.send("POST", cluster.configMaps, owned("grandchild", by: [child], blocks: true))
            let other = try await cluster.create("other")
            _ = try await cluster.send("POST", cluster.configMaps, owned("shared", by: [parent, other]))
            _ = try await cluster.send("DELETE", cluster.configMaps + "/parent", ["propagationPolicy": .string(policy)])
            try await cluster.eventually("all that it owned is gone") {
                for name in ["parent", "child", "grandchild"] where try await exists(cluster, name) { return false }
                return true
            }
            try await cluster.eventually("the shared one has one owner") {
                try await cluster.send("GET", cluster.configMaps + "/shared").metadata["ownerReferences"]?.arrayValue?.count == 1
            }
        }
    }

    @Test func `a foreground deletion waits for what blocks it`() async throws {
        try await ContractCluster.with { cluster async throws in
            let parent = try await cluster.create("parent")
            _ = try await cluster.send(
                "POST", cluster.configMaps, owned("child", by: [parent], blocks: true, finalizers: ["example.org/hold"]))
            let marked = try await cluster.send("DELETE", cluster.configMaps + "/parent", ["propagationPolicy": "Foreground"])
            #expect(marked.metadata["finalizers"] == ["foregroundDeletion"] && marked.metadata["deletionTimestamp"] != nil)
            try await cluster.eventually("the child is being deleted") {
                try await cluster.send("GET", cluster.configMaps + "/child").metadata["deletionTimestamp"] != nil
            }
            #expect(try await exists(cluster, "parent"))
            _ = try await cluster.patch(cluster.configMaps + "/child", ["metadata": ["finalizers": .null]])
            try await cluster.eventually("the parent follows") { try await !exists(cluster, "parent") }
        }
    }

    @Test func `orphans stay, without the owner`() async throws {
        try await ContractCluster.with { cluster async throws in
            let parent = try await cluster.create("parent")
            _ = try await cluster.send("POST", cluster.configMaps, owned("child", by: [parent]))
            _ = try await cluster.send("DELETE", cluster.configMaps + "/parent", ["propagationPolicy": "Orphan"])
            try await cluster.eventually("the parent is gone") { try await !exists(cluster, "parent") }
            let child = try await cluster.send("GET", cluster.configMaps + "/child")
            #expect(child.status == 200 && (child.metadata["ownerReferences"]?.arrayValue ?? []).isEmpty)
        }
    }

    @Test func `an object whose owner never was is collected`() async throws {
        try await ContractCluster.with { cluster async throws in
            var child = ContractCluster.configMap("child")
            child["metadata"]?["ownerReferences"] = [
                ["apiVersion": "v1", "kind": "ConfigMap", "name": "ghost", "uid": "00000000-0000-4000-8000-000000000000"]
            ]
            _ = try await cluster.send("POST", cluster.configMaps, child)
            try await cluster.eventually("the child is gone") { try await !exists(cluster, "child") }
        }
    }

    @Test func `an owner reference is whole`() async throws {
        try await ContractCluster.with { cluster async throws in
            var child = ContractCluster.configMap("child")
            child["metadata"]?["ownerReferences"] = [["apiVersion": "v1", "kind": "ConfigMap", "name": "parent", "uid": ""]]
            let refused = try await cluster.send("POST", cluster.configMaps, child)
            #expect(refused.status == 422 && refused.causes.first?.last?.hasPrefix("metadata.ownerReferences") == true)
        }
    }

    @Test func `a namespace being deleted takes nothing new, and goes when it is empty`() async throws {
        try await ContractCluster.with { cluster async throws in
            let name = cluster.namespace + "-b"
            _ = try await cluster.send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
            let path = "/api/v1/namespaces/\(name)/configmaps"
            var held = ContractCluster.configMap("held")
            held["metadata"]?["finalizers"] = ["example.org/hold"]
            #expect(try await cluster.send("POST", path, held).status == 201)
            let marked = try await cluster.send("DELETE", "/api/v1/namespaces/\(name)")
            #expect(marked.value["status"]?["phase"] == "Terminating")
            try await cluster.eventually("what is in it is being deleted") {
                try await cluster.send("GET", path + "/held").metadata["deletionTimestamp"] != nil
            }
            let refused = try await cluster.send("POST", path, ContractCluster.configMap("new"))
            #expect(refused.status == 403 && refused.causes.first?.first == "NamespaceTerminating")
            #expect(refused.message.contains("because it is being terminated"))
            _ = try await cluster.patch(path + "/held", ["metadata": ["finalizers": .null]])
            try await cluster.eventually("the namespace is gone") {
                try await cluster.send("GET", "/api/v1/namespaces/\(name)").status == 404
            }
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "nobody tries this on a real cluster"))
    func `the default namespace may not be deleted`() async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("DELETE", "/api/v1/namespaces/default")
            #expect(refused.status == 403 && refused.message.contains("this namespace may not be deleted"))
        }
    }
}
