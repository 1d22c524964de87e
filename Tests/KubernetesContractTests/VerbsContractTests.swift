import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Create, read, replace: <https://kubernetes.io/docs/reference/using-api/api-concepts/#api-verbs>.
@Suite(.timeLimit(.minutes(3))) struct VerbsContractTests {
    @Test func `what was created is read back, and what was not is not found`() async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.client.create(
                ConfigMap(metadata: ObjectMeta(name: "c", namespace: cluster.namespace, labels: ["app": "c"]), data: ["a": "1"]))
            #expect(created.metadata.uid?.isEmpty == false && created.metadata.creationTimestamp != nil)
            let read = try await cluster.client.get(ConfigMap.self, "c", namespace: cluster.namespace)
            #expect(read == created)
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.get(ConfigMap.self, "nobody", namespace: cluster.namespace)
            }
            #expect(error?.isNotFound == true && error?.reason == "NotFound")
            let missing = try await cluster.send("GET", cluster.configMaps + "/nobody")
            #expect(missing.value["details"] == ["name": "nobody", "kind": "configmaps"])
            #expect(missing.message == #"configmaps "nobody" not found"#)
        }
    }

    @Test func `a name is taken once`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c")
            let again = try await cluster.send("POST", cluster.configMaps, ContractCluster.configMap("c"))
            #expect(again.status == 409 && again.reason == "AlreadyExists")
            #expect(again.message == #"configmaps "c" already exists"#)
        }
    }

    @Test func `generateName makes a name of its own each time`() async throws {
        try await ContractCluster.with { cluster async throws in
            var names: Set<String> = []
            for _ in 0..<3 {
                let made = try await cluster.send("POST", cluster.configMaps, ["metadata": ["generateName": "made-"]])
                #expect(made.status == 201)
                names.insert(made.metadata["name"]?.stringValue ?? "")
            }
            #expect(names.count == 3 && names.allSatisfy { $0.hasPrefix("made-") && $0.count == 10 })
        }
    }

    @Test func `a replace needs the present version, and one that changes nothing is none`() async throws {
        try await ContractCluster.with { cluster async throws in
            let first = try await cluster.create("c", ["a": "1"])
            let same = try await cluster.send("PUT", cluster.configMaps + "/c", first.value)
            #expect(same.status == 200 && same.version == first.version)
            var next = first.value
            next["data"] = ["a": "2"]
            let second = try await cluster.send("PUT", cluster.configMaps + "/c", next)
            let versions = [first.version, second.version].compactMap { Int64($0) }
            #expect(second.uid == first.uid && versions.count == 2 && versions[0] < versions[1])
            let stale = try await cluster.send("PUT", cluster.configMaps + "/c", first.value)
            #expect(stale.status == 409 && stale.reason == "Conflict")
            #expect(stale.message.contains("the object has been modified; please apply your changes to the latest version and try again"))
        }
    }

    @Test func `a replace without a version is unconditional where the kind allows it`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c", ["a": "1"])
            let replaced = try await cluster.send("PUT", cluster.configMaps + "/c", ContractCluster.configMap("c", ["a": "2"]))
            #expect(replaced.status == 200 && replaced.value["data"] == ["a": "2"])
            let leases = cluster.path("leases", group: "coordination.k8s.io")
            let lease: JSONValue = ["apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": ["name": "l"], "spec": [:]]
            _ = try await cluster.send("POST", leases, lease)
            let refused = try await cluster.send("PUT", leases + "/l", lease)
            #expect(refused.status == 422)
            #expect(refused.causes == [["FieldValueInvalid", "metadata.resourceVersion"]])
        }
    }

    @Test func `a replace creates what is missing only where the kind allows it`() async throws {
        try await ContractCluster.with { cluster async throws in
            let missing = try await cluster.send("PUT", cluster.configMaps + "/c", ContractCluster.configMap("c"))
            #expect(missing.status == 404)
            let role: JSONValue = ["apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": "r"], "rules": []]
            let created = try await cluster.send("PUT", cluster.path("roles", group: "rbac.authorization.k8s.io") + "/r", role)
            #expect(created.status == 201)
        }
    }

    @Test func `a replace for another object than the present one is a conflict`() async throws {
        try await ContractCluster.with { cluster async throws in
            var object = try await cluster.create("c").value
            object["metadata"]?["uid"] = "00000000-0000-4000-8000-000000000000"
            object["metadata"]?["resourceVersion"] = nil
            let refused = try await cluster.send("PUT", cluster.configMaps + "/c", object)
            #expect(refused.status == 409 && refused.message.contains("UID in precondition"))
        }
    }

    @Test(
        arguments: [
            ("POST", "/api/v1/namespaces/NS/configmaps", ["metadata": ["name": "x", "namespace": "other"]], 400, "BadRequest"),
            ("PUT", "/api/v1/namespaces/NS/configmaps/x", ["metadata": ["name": "y"]], 400, "BadRequest"),
            (
                "POST", "/api/v1/namespaces/NS/configmaps", ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "x"]], 400,
                "BadRequest"
            ),
            ("POST", "/api/v1/namespaces/ake-none/configmaps", ["metadata": ["name": "x"]], 404, "NotFound"),
            ("POST", "/api/v1/namespaces/NS/configmaps", ["metadata": ["name": "Not_A_Name"]], 422, "Invalid"),
            ("POST", "/api/v1/namespaces/NS/configmaps", ["metadata": [:]], 422, "Invalid"),
            ("POST", "/api/v1/namespaces/NS/configmaps", ["metadata": ["name": "x", "labels": ["a": "b c"]]], 422, "Invalid"),
            ("POST", "/api/v1/namespaces/NS/configmaps", ["metadata": ["name": "x", "resourceVersion": "1"]], 500, ""),
            ("POST", "/api/v1/namespaces/NS/configmaps/x", ["metadata": ["name": "x"]], 405, "MethodNotAllowed"),
            ("PUT", "/api/v1/namespaces/NS/configmaps", ["metadata": ["name": "x"]], 405, "MethodNotAllowed"),
            ("GET", "/api/v1/namespaces/NS/nothings", nil, 404, "NotFound"),
            ("GET", "/apis/none.example.org/v1/things", nil, 404, "NotFound"),
        ] as [(String, String, JSONValue?, Int, String)])
    func `a request that makes no sense is refused`(
        method: String, path: String, body: JSONValue?, status: Int, reason: String
    ) async throws {
        try await ContractCluster.with { cluster async throws in
            let answer = try await cluster.send(method, path.replacing("/NS/", with: "/\(cluster.namespace)/"), body)
            #expect(answer.status == status, "\(answer.message)")
            #expect(answer.reason == reason)
            #expect(answer.value["kind"] != "Status" || answer.value["status"] == "Failure")
        }
    }

    @Test func `unknown forms are refused`() async throws {
        try await ContractCluster.with { cluster async throws in
            let form = try await cluster.send("POST", cluster.configMaps, ContractCluster.configMap("c"), type: "text/plain")
            #expect(form.status == 415 && form.reason == "UnsupportedMediaType")
            let shown = try await cluster.send("GET", cluster.configMaps, headers: [.init("Accept", "text/html")])
            #expect(shown.status == 406)
        }
    }

    @Test func `an immutable ConfigMap keeps its data`() async throws {
        try await ContractCluster.with { cluster async throws in
            var object = ContractCluster.configMap("c", ["a": "1"])
            object["immutable"] = true
            _ = try await cluster.send("POST", cluster.configMaps, object)
            let refused = try await cluster.patch(cluster.configMaps + "/c", ["data": ["a": "2"]])
            #expect(refused.status == 422 && refused.causes.contains(["FieldValueForbidden", "data"]))
        }
    }

    @Test func `the generation counts changes of what is desired`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.deployments + "/d"
            let created = try await cluster.send("POST", cluster.deployments, ContractCluster.deployment("d"))
            #expect(created.metadata["generation"] == 1)
            let labelled = try await cluster.patch(path, ["metadata": ["labels": ["x": "y"]]])
            #expect(labelled.metadata["generation"] == 1 && labelled.version != created.version)
            let changed = try await cluster.patch(path, ["spec": ["minReadySeconds": 3]])
            #expect(changed.metadata["generation"] == 2)
            let forged = try await cluster.patch(path, ["metadata": ["generation": 40]])
            #expect(forged.metadata["generation"] == 2)
        }
    }
}
