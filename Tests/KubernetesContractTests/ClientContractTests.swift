import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// The client's own verbs against the server: typed values in, typed answers and refusals out, and the same for kinds it has never heard of.
@Suite(.timeLimit(.minutes(3))) struct ClientContractTests {
    private func configMap(_ cluster: ContractCluster, _ data: [String: String]) -> ConfigMap {
        ConfigMap(metadata: ObjectMeta(name: "c", namespace: cluster.namespace), data: data)
    }

    @Test func `an apply that meets other managers is an answer, with or without taking their fields`() async throws {
        try await ContractCluster.with { cluster async throws in
            let first = try await cluster.client.applyUnlessConflicting(configMap(cluster, ["a": "1"]), fieldManager: "one")
            #expect(first.object?.data == ["a": "1"] && first.conflicts.isEmpty)
            let second = try await cluster.client.applyUnlessConflicting(configMap(cluster, ["a": "2"]), fieldManager: "two")
            #expect(second.object == nil && second.conflicts == [FieldConflict(manager: "one", field: ".data.a")])
            let third = try await cluster.client.apply(configMap(cluster, ["a": "2"]), fieldManager: "two")
            #expect(third.data == ["a": "2"])
        }
    }

    @Test func `options of a write reach the server`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.client.create(configMap(cluster, ["a": "1"]), options: .dryRun)
            #expect(try await cluster.client.getIfPresent(ConfigMap.self, "c", namespace: cluster.namespace) == nil)
            try await cluster.client.create(configMap(cluster, ["a": "1"]), options: WriteOptions(fieldManager: "mine"))
            let stored = try await cluster.send("GET", cluster.configMaps + "/c")
            #expect(stored.metadata["managedFields"]?[0]?["manager"] == "mine")
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.patch(
                    ConfigMap.self, "c", namespace: cluster.namespace, with: .merge(["dta": ["a": "2"]]),
                    options: WriteOptions(fieldValidation: .strict))
            }
            #expect(error?.isInvalid == true && "\(error.map(String.init(describing:)) ?? "")".contains(#"unknown field "dta""#))
        }
    }

    @Test func `a deletion answers with what was deleted, and holds to its preconditions`() async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.client.create(configMap(cluster, [:]))
            let stale = DeleteOptions(preconditions: .init(uid: created.metadata.uid, resourceVersion: "1"))
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.delete(ConfigMap.self, "c", namespace: cluster.namespace, options: stale)
            }
            #expect(error?.isConflict == true)
            let answer = try await cluster.client.delete(ConfigMap.self, "c", namespace: cluster.namespace)
            #expect(answer.uid == created.metadata.uid)
        }
    }

    @Test func `kinds that no type is for are found by discovery, and read, written, scaled and watched`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                let discovery = DiscoveryCache(client: cluster.client, pause: .milliseconds(50))
                var found: ResourceType?
                try await cluster.eventually("discovery knows it") {
                    found = try? await discovery.resource(apiVersion: "\(cluster.group)/v1", kind: "Widget").type
                    return found != nil
                }
                let widgets = cluster.client.resource(try #require(found))
                let widget = try UnstructuredObject(cluster.widget("w"))
                var named = widget
                named.metadata.namespace = cluster.namespace
                let created = try await widgets.create(named)
                #expect(created.content["spec"] == ["color": "red", "replicas": 1])
                let scale = try await widgets.getScale("w", namespace: cluster.namespace)
                #expect(scale.spec?.replicas == 1)
                let list = try await widgets.list(namespace: cluster.namespace)
                #expect(list.items.map(\.metadata.name) == ["w"])
                var options = ListOptions()
                options.resourceVersion = created.metadata.resourceVersion
                try await widgets.delete("w", namespace: cluster.namespace)
                for try await event in widgets.watch(namespace: cluster.namespace, options: options) {
                    guard case .deleted(let object) = event else { continue }
                    #expect(object.metadata.uid == created.metadata.uid)
                    break
                }
            }
        }
    }
}
