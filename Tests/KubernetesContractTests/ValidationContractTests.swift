import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Dry runs: <https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run>, field validation:
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation>, schemas:
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/>.
@Suite(.timeLimit(.minutes(3))) struct ValidationContractTests {
    @Test func `a dry run answers as the write would, and writes nothing`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let created = try await cluster.send("POST", cluster.configMaps + "?dryRun=All", ContractCluster.configMap("c", ["a": "1"]))
            #expect(created.status == 201 && !created.uid.isEmpty && created.version.isEmpty)
            #expect(try await cluster.send("GET", path).status == 404)
            let applied = try await cluster.patch(
                path + "?dryRun=All&fieldManager=one", ContractCluster.configMap("c"), "apply-patch+yaml")
            #expect(applied.status == 201)
            #expect(try await cluster.send("GET", path).status == 404)

            let stored = try await cluster.create("c", ["a": "1"])
            var changed = stored.value
            changed["data"] = ["a": "2"]
            let replaced = try await cluster.send("PUT", path + "?dryRun=All", changed)
            #expect(replaced.value["data"] == ["a": "2"] && replaced.version == stored.version)
            #expect(try await cluster.patch(path + "?dryRun=All", ["data": ["a": "3"]]).value["data"] == ["a": "3"])
            #expect(try await cluster.send("DELETE", path, ["dryRun": ["All"]]).status == 200)
            #expect(try await cluster.send("DELETE", path + "?dryRun=All").status == 200)
            #expect(try await cluster.send("DELETE", cluster.configMaps + "?dryRun=All").status == 200)
            let after = try await cluster.send("GET", path)
            #expect(after.version == stored.version && after.value["data"] == ["a": "1"])
            #expect(try await cluster.send("POST", cluster.configMaps + "?dryRun=All", ContractCluster.configMap("c")).status == 409)
        }
    }

    @Test func `the client's dry run is one`() async throws {
        try await ContractCluster.with { cluster async throws in
            let object = ConfigMap(metadata: ObjectMeta(name: "c", namespace: cluster.namespace))
            try await cluster.client.create(object, dryRun: true)
            #expect(try await cluster.client.getIfPresent(ConfigMap.self, "c", namespace: cluster.namespace) == nil)
        }
    }

    @Test(arguments: [("dryRun=Some", "dryRun"), ("fieldValidation=Sometimes", "fieldValidation")])
    func `options with unknown values are refused`(query: String, field: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("POST", cluster.configMaps + "?" + query, ContractCluster.configMap("c"))
            #expect(refused.status == 422 && refused.causes == [["FieldValueNotSupported", field]])
        }
    }

    @Test func `unknown fields are refused, warned of or dropped, as the client wants`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                func create(_ name: String, _ mode: String) async throws -> Exchange {
                    try await cluster.send(
                        "POST", cluster.widgets + "?fieldValidation=" + mode, cluster.widget(name, ["color": "red", "colour": "red"]))
                }
                let strict = try await create("a", "Strict")
                #expect(strict.status == 400 && strict.message.contains(#"strict decoding error: unknown field "spec.colour""#))
                let warned = try await create("b", "Warn")
                #expect(warned.status == 201 && warned.warnings.contains { $0.contains("unknown field") && $0.hasPrefix("299 ") })
                #expect(warned.value["spec"]?["colour"] == nil)
                let ignored = try await create("c", "Ignore")
                #expect(ignored.status == 201 && ignored.warnings.isEmpty && ignored.value["spec"]?["colour"] == nil)
                let patched = try await cluster.patch(cluster.widgets + "/b?fieldValidation=Strict", ["spec": ["colour": "blue"]])
                #expect(patched.status >= 400 && patched.message.contains(#"unknown field "spec.colour""#))
            }
        }
    }

    @Test func `unknown fields of built-in objects too, and of metadata`() async throws {
        try await ContractCluster.with { cluster async throws in
            var object = ContractCluster.configMap("c")
            object["dta"] = [:]
            object["metadata"]?["lables"] = [:]
            let strict = try await cluster.send("POST", cluster.configMaps + "?fieldValidation=Strict", object)
            #expect(strict.status == 400 && strict.reason == "BadRequest")
            #expect(strict.message.contains(#"unknown field "dta""#) && strict.message.contains(#"unknown field "metadata.lables""#))
            let warned = try await cluster.send("POST", cluster.configMaps, object)
            #expect(warned.status == 201 && warned.warnings.count == 2 && warned.metadata["lables"] == nil)
        }
    }

    @Test func `a schema gives defaults, and refuses what breaks it with every cause`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                let created = try await cluster.send("POST", cluster.widgets, cluster.widget("w"))
                #expect(created.value["spec"] == ["color": "red", "replicas": 1])
                let wrong = try await cluster.send("POST", cluster.widgets, cluster.widget("x", ["color": "pink", "replicas": -1]))
                #expect(wrong.status == 422 && wrong.reason == "Invalid")
                #expect(Set(wrong.causes.compactMap(\.last)) == ["spec.color", "spec.replicas"])
                #expect(wrong.causes.contains(["FieldValueNotSupported", "spec.color"]))
                let missing = try await cluster.send("POST", cluster.widgets, cluster.widget("x", [:]))
                #expect(missing.causes.contains(["FieldValueRequired", "spec.color"]))
                let twice = try await cluster.send(
                    "POST", cluster.widgets, cluster.widget("x", ["color": "red", "parts": [["name": "a"], ["name": "a"]]]))
                #expect(twice.causes.contains(["FieldValueDuplicate", "spec.parts[1]"]))
                let broken = try await cluster.patch(cluster.widgets + "/w", ["spec": ["replicas": "two"]])
                #expect(broken.status == 422)
                let unversioned = try await cluster.send("PUT", cluster.widgets + "/w", cluster.widget("w"))
                #expect(unversioned.status == 422 && unversioned.causes.first?.last == "metadata.resourceVersion")
            }
        }
    }
}
