import HTTPTransport
import JSON
import Testing

/// Discovery: <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api>.
@Suite(.timeLimit(.minutes(3))) struct DiscoveryContractTests {
    private func resource(_ list: Exchange, _ name: String) -> JSONValue? {
        list.value["resources"]?.arrayValue?.first { $0["name"]?.stringValue == name }
    }

    @Test func `each group version lists its resources, with kinds, scopes and verbs`() async throws {
        try await ContractCluster.with { cluster async throws in
            let core = try await cluster.send("GET", "/api/v1")
            #expect(core.value["kind"] == "APIResourceList" && core.value["groupVersion"] == "v1")
            let configMaps = try #require(resource(core, "configmaps"))
            #expect(configMaps["kind"] == "ConfigMap" && configMaps["namespaced"] == true)
            #expect(configMaps["shortNames"]?.arrayValue?.contains("cm") == true)
            let verbs = Set(configMaps["verbs"]?.arrayValue ?? [])
            #expect(verbs.isSuperset(of: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]))
            #expect(resource(core, "namespaces")?["namespaced"] == false)
            #expect(resource(core, "serviceaccounts/token")?["kind"] == "TokenRequest")
            let apps = try await cluster.send("GET", "/apis/apps/v1")
            #expect(resource(apps, "deployments/scale")?["group"] == "autoscaling")
            #expect(resource(apps, "deployments/status")?["kind"] == "Deployment")
        }
    }

    @Test func `groups say which version they prefer`() async throws {
        try await ContractCluster.with { cluster async throws in
            let groups = try await cluster.send("GET", "/apis").value["groups"]?.arrayValue ?? []
            let networking = try #require(groups.first { $0["name"] == "networking.k8s.io" })
            #expect(networking["preferredVersion"]?["groupVersion"] == "networking.k8s.io/v1")
            #expect(try await cluster.send("GET", "/apis/networking.k8s.io").value["kind"] == "APIGroup")
            #expect(try await cluster.send("GET", "/apis/none.example.org").status == 404)
        }
    }

    @Test(arguments: ["/api", "/apis"]) func `the aggregated form tells all at once`(path: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
            let answer = try await cluster.send("GET", path, headers: [HTTPHeader("Accept", accept)])
            #expect(answer.value["kind"] == "APIGroupDiscoveryList" && answer.value["apiVersion"] == "apidiscovery.k8s.io/v2")
            let resources = (answer.value["items"]?.arrayValue ?? []).flatMap { $0["versions"]?.arrayValue ?? [] }
                .flatMap { $0["resources"]?.arrayValue ?? [] }
            let one = try #require(resources.first { $0["resource"]?.stringValue == (path == "/api" ? "configmaps" : "deployments") })
            #expect(one["scope"] == "Namespaced" && one["responseKind"]?["kind"]?.stringValue?.isEmpty == false)
        }
    }

    @Test func `a custom resource comes and goes with its definition`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = "/apis/\(cluster.group)/v1"
            #expect(try await cluster.send("GET", path).status == 404)
            try await cluster.withWidgets {
                try await cluster.eventually("it is listed") { resource(try await cluster.send("GET", path), "widgets/scale") != nil }
                _ = try await cluster.send("POST", cluster.widgets, cluster.widget("w"))
                try await cluster.eventually("its schema is published") {
                    try await cluster.send("GET", "/openapi/v3/apis/\(cluster.group)/v1").value["components"]?["schemas"] != nil
                }
            }
            try await cluster.eventually("it is gone") { try await cluster.send("GET", cluster.widgets).status == 404 }
        }
    }

    @Test func `version, health and the OpenAPI index are there`() async throws {
        try await ContractCluster.with { cluster async throws in
            let version = try await cluster.send("GET", "/version")
            #expect(version.value["gitVersion"]?.stringValue?.hasPrefix("v1.") == true)
            for path in ["/healthz", "/livez", "/readyz"] {
                #expect(try await cluster.send("GET", path, headers: [HTTPHeader("Accept", "*/*")]).response.text == "ok")
            }
            let index = try await cluster.send("GET", "/openapi/v3")
            #expect(index.value["paths"]?["api/v1"]?["serverRelativeURL"] != nil)
        }
    }

    @Test func `every answer says which flow it belongs to`() async throws {
        try await ContractCluster.with { cluster async throws in
            let answer = try await cluster.send("GET", cluster.configMaps)
            #expect(answer.headers["X-Kubernetes-PF-FlowSchema-UID"]?.isEmpty == false)
            #expect(answer.headers["X-Kubernetes-PF-PriorityLevel-UID"]?.isEmpty == false)
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "nobody overloads a real server for a test"))
    func `an overloaded server turns requests away and says when to come again`() async throws {
        try await ContractCluster.with { cluster async throws in
            cluster.lab?.beginOverload(retryAfter: 3)
            let refused = try await cluster.send("GET", cluster.configMaps)
            cluster.lab?.endOverload()
            #expect(refused.status == 429 && refused.response.retryAfter == .seconds(3))
            #expect(refused.response.text.hasPrefix("Too many requests"))
            #expect(try await cluster.send("GET", cluster.configMaps).status == 200)
        }
    }
}
