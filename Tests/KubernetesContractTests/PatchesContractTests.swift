import JSON
import Testing

/// Patches: <https://kubernetes.io/docs/reference/using-api/api-concepts/#patch-and-update>,
/// <https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/>.
@Suite(.timeLimit(.minutes(3))) struct PatchesContractTests {
    @Test func `a JSON patch carries out its operations, all or none`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            try await cluster.create("c", ["a": "1", "b": "2"])
            let done = try await cluster.patch(
                path,
                [
                    ["op": "test", "path": "/data/a", "value": "1"], ["op": "replace", "path": "/data/a", "value": "9"],
                    ["op": "remove", "path": "/data/b"], ["op": "add", "path": "/metadata/labels", "value": ["x": "y"]],
                ], "json-patch+json")
            #expect(done.status == 200 && done.value["data"] == ["a": "9"] && done.metadata["labels"] == ["x": "y"])
            for operation: JSONValue in [
                ["op": "test", "path": "/data/a", "value": "1"], ["op": "remove", "path": "/data/none"],
                ["op": "replace", "path": "/none/a", "value": "1"],
            ] {
                let failed = try await cluster.patch(
                    path, [["op": "add", "path": "/data/z", "value": "1"], operation], "json-patch+json")
                #expect(failed.status == 422 && failed.reason == "Invalid")
            }
            #expect(try await cluster.send("GET", path).value["data"] == ["a": "9"])
            let broken = try await cluster.patch(path, ["op": "add"], "json-patch+json")
            #expect(broken.status == 400)
        }
    }

    @Test func `a merge patch sets, and removes by null`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c", ["a": "1", "b": "2"])
            let done = try await cluster.patch(
                cluster.configMaps + "/c", ["data": ["a": .null, "c": "3"], "metadata": ["labels": ["x": "y"]]])
            #expect(done.value["data"] == ["b": "2", "c": "3"] && done.metadata["labels"] == ["x": "y"])
        }
    }

    @Test func `a merge patch replaces lists, a strategic one merges them by key`() async throws {
        try await ContractCluster.with { cluster async throws in
            func containers(_ name: String, _ type: String, _ list: JSONValue) async throws -> [[String?]] {
                _ = try await cluster.send("POST", cluster.deployments, ContractCluster.deployment(name))
                let done = try await cluster.patch(
                    "\(cluster.deployments)/\(name)", ["spec": ["template": ["spec": ["containers": list]]]], type)
                let shown = done.value["spec"]?["template"]?["spec"]?["containers"]?.arrayValue ?? []
                return shown.map { [$0["name"]?.stringValue, $0["image"]?.stringValue] }
            }
            let change: JSONValue = [["name": "a", "image": "example.org/a:2"]]
            #expect(try await containers("merged", "merge-patch+json", change) == [["a", "example.org/a:2"]])
            #expect(
                try await containers("strategic", "strategic-merge-patch+json", change) == [
                    ["a", "example.org/a:2"], ["b", "example.org/b:1"],
                ])
            let removal: JSONValue = [["name": "a", "$patch": "delete"]]
            #expect(try await containers("removed", "strategic-merge-patch+json", removal) == [["b", "example.org/b:1"]])
            let replacement: JSONValue = [["$patch": "replace"], ["name": "z", "image": "example.org/z:1"]]
            #expect(try await containers("replaced", "strategic-merge-patch+json", replacement) == [["z", "example.org/z:1"]])
        }
    }

    @Test func `a strategic patch orders lists and keeps only the keys it is told to`() async throws {
        try await ContractCluster.with { cluster async throws in
            _ = try await cluster.send("POST", cluster.deployments, ContractCluster.deployment("d"))
            let done = try await cluster.patch(
                cluster.deployments + "/d",
                [
                    "spec": [
                        "strategy": ["$retainKeys": ["type"], "type": "Recreate"],
                        "template": ["spec": ["$setElementOrder/containers": [["name": "b"], ["name": "a"]]]],
                    ]
                ], "strategic-merge-patch+json")
            #expect(done.value["spec"]?["strategy"] == ["type": "Recreate"])
            let names = done.value["spec"]?["template"]?["spec"]?["containers"]?.arrayValue?.compactMap { $0["name"] }
            #expect(names == ["b", "a"])
        }
    }

    @Test func `custom resources take no strategic patches`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                _ = try await cluster.send("POST", cluster.widgets, cluster.widget("w"))
                let refused = try await cluster.patch(
                    cluster.widgets + "/w", ["spec": ["color": "blue"]], "strategic-merge-patch+json")
                #expect(refused.status == 415 && refused.reason == "UnsupportedMediaType")
                #expect(refused.message.contains("application/merge-patch+json"))
                let merged = try await cluster.patch(cluster.widgets + "/w", ["spec": ["color": "blue"]])
                #expect(merged.value["spec"]?["color"] == "blue")
            }
        }
    }

    @Test func `a patch that names a version is conditional, one that does not is not`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let old = try await cluster.create("c", ["a": "1"]).version
            let changed = try await cluster.patch(path, ["data": ["a": "2"]])
            #expect(changed.status == 200)
            let stale = try await cluster.patch(path, ["metadata": ["resourceVersion": .string(old)], "data": ["a": "3"]])
            #expect(stale.status == 409 && stale.reason == "Conflict")
            let fresh = try await cluster.patch(path, ["metadata": ["resourceVersion": .string(changed.version)], "data": ["a": "3"]])
            #expect(fresh.status == 200 && fresh.value["data"] == ["a": "3"])
        }
    }

    @Test func `a patch that changes nothing writes nothing`() async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.create("c", ["a": "1"])
            for (body, type) in [
                (["data": ["a": "1"]], "merge-patch+json"), (["data": ["a": "1"]], "strategic-merge-patch+json"),
                ([["op": "replace", "path": "/data/a", "value": "1"]], "json-patch+json"),
            ] as [(JSONValue, String)] {
                #expect(try await cluster.patch(cluster.configMaps + "/c", body, type).version == created.version)
            }
        }
    }

    @Test func `a patch changes no name, and creates nothing`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c")
            let renamed = try await cluster.patch(cluster.configMaps + "/c", ["metadata": ["name": "d"]])
            #expect(renamed.status == 400 && renamed.message.contains("does not match"))
            let missing = try await cluster.patch(cluster.configMaps + "/d", ["data": ["a": "1"]])
            #expect(missing.status == 404)
            let forced = try await cluster.patch(cluster.configMaps + "/c?force=true", ["data": ["a": "1"]])
            #expect(forced.status == 422 && forced.causes.first?.last == "force")
        }
    }
}
