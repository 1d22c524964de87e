import JSON
import Testing

/// Status and scale: <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris>,
/// <https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#subresources>.
@Suite(.timeLimit(.minutes(3))) struct SubresourcesContractTests {
    @Test func `status and the rest are written apart, and only the rest counts a generation`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                let path = cluster.widgets + "/w"
                var body = cluster.widget("w")
                body["status"] = ["replicas": 7]
                let created = try await cluster.send("POST", cluster.widgets, body)
                #expect(created.value["status"] == nil && created.metadata["generation"] == 1)

                var both = created.value
                both["spec"]?["color"] = "blue"
                both["status"] = ["replicas": 7, "observedGeneration": 1]
                let status = try await cluster.send("PUT", path + "/status", both)
                #expect(status.value["spec"]?["color"] == "red" && status.value["status"]?["replicas"] == 7)
                #expect(status.metadata["generation"] == 1 && status.version != created.version)

                both["metadata"]?["resourceVersion"] = .string(status.version)
                both["status"] = ["replicas": 9]
                let spec = try await cluster.send("PUT", path, both)
                #expect(spec.value["spec"]?["color"] == "blue" && spec.value["status"]?["replicas"] == 7)
                #expect(spec.metadata["generation"] == 2)

                let merged = try await cluster.patch(path + "/status", ["spec": ["color": "red"], "status": ["replicas": 8]])
                #expect(merged.value["spec"]?["color"] == "blue" && merged.value["status"]?["replicas"] == 8)
                #expect(merged.metadata["generation"] == 2)
                #expect(try await cluster.send("GET", path + "/status").value["status"]?["replicas"] == 8)
            }
        }
    }

    @Test func `the status of a built-in object is written apart too`() async throws {
        try await ContractCluster.with { cluster async throws in
            let ingress: JSONValue = [
                "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": ["name": "i"],
                "spec": ["ingressClassName": "ake-contract-none", "defaultBackend": ["service": ["name": "s", "port": ["number": 80]]]],
            ]
            let path = cluster.path("ingresses", group: "networking.k8s.io")
            _ = try await cluster.send("POST", path, ingress)
            let done = try await cluster.patch(
                path + "/i/status",
                ["spec": ["ingressClassName": "other"], "status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]]])
            #expect(done.value["spec"]?["ingressClassName"] == "ake-contract-none" && done.metadata["generation"] == 1)
            #expect(done.value["status"]?["loadBalancer"]?["ingress"]?[0]?["ip"] == "192.0.2.1")
        }
    }

    @Test func `the scale of a Deployment shows and sets its replicas`() async throws {
        try await ContractCluster.with { cluster async throws in
            _ = try await cluster.send("POST", cluster.deployments, ContractCluster.deployment("d"))
            let path = cluster.deployments + "/d/scale"
            let scale = try await cluster.send("GET", path)
            #expect(scale.value["kind"] == "Scale" && scale.value["apiVersion"] == "autoscaling/v1")
            #expect(scale.value["status"]?["selector"] == "app=d" && (scale.value["spec"]?["replicas"]?.intValue ?? 0) == 0)
            let patched = try await cluster.patch(path, ["spec": ["replicas": 2]])
            #expect(patched.status == 200 && patched.value["spec"]?["replicas"] == 2)
            let deployment = try await cluster.send("GET", cluster.deployments + "/d")
            #expect(deployment.value["spec"]?["replicas"] == 2 && deployment.metadata["generation"] == 2)
            var stale = scale.value
            stale["spec"] = ["replicas": 5]
            #expect(try await cluster.send("PUT", path, stale).status == 409)
            let negative = try await cluster.patch(path, ["spec": ["replicas": -1]])
            #expect(negative.status == 422 && negative.causes.first?.last == "spec.replicas")
        }
    }

    @Test func `the scale of a custom resource stands where its definition says`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                _ = try await cluster.send("POST", cluster.widgets, cluster.widget("w"))
                _ = try await cluster.patch(cluster.widgets + "/w/status", ["status": ["replicas": 1, "selector": "app=w"]])
                var scale = try await cluster.send("GET", cluster.widgets + "/w/scale").value
                #expect(scale["spec"]?["replicas"] == 1 && scale["status"] == ["replicas": 1, "selector": "app=w"])
                scale["spec"] = ["replicas": 4]
                let replaced = try await cluster.send("PUT", cluster.widgets + "/w/scale", scale)
                #expect(replaced.value["spec"]?["replicas"] == 4)
                #expect(try await cluster.send("GET", cluster.widgets + "/w").value["spec"]?["replicas"] == 4)
            }
        }
    }

    @Test func `what a kind does not have is not there`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.create("c")
            for part in ["status", "scale", "nothing"] {
                #expect(try await cluster.send("GET", "\(cluster.configMaps)/c/\(part)").status == 404)
                #expect(try await cluster.patch("\(cluster.configMaps)/c/\(part)", [:]).status == 404)
            }
        }
    }
}
