import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

@Suite(.timeLimit(.minutes(1))) struct DynamicTests {
    private let deployments = ResourceType(group: "apps", kind: "Deployment", plural: "deployments")

    private func deployment(_ name: String, replicas: Int64 = 1) throws -> UnstructuredObject {
        UnstructuredObject(
            deployments, metadata: ObjectMeta(name: name, namespace: "default"),
            content: [
                "spec": [
                    "replicas": .integer(replicas), "selector": ["matchLabels": ["app": "a"]],
                    "template": ["metadata": ["labels": ["app": "a"]], "spec": ["containers": [["name": "c", "image": "i"]]]],
                ]
            ])
    }

    @Test func `what is not touched is kept, down to fields that no type here has`() throws {
        let content: JSONValue = [
            "apiVersion": "v1", "kind": "Secret", "data": ["a": "aHVzaA=="],
            "metadata": ["name": "s", "managedFields": [["manager": "m"]], "selfLink": "x", "labels": ["a": "b"]],
        ]
        var object = try UnstructuredObject(content)
        #expect(object.content == content)
        #expect(object.metadata.labels == ["a": "b"] && object.kind == "Secret" && object.apiVersion == "v1")
        object.metadata.labels = [:]
        object.metadata.annotations["x"] = "y"
        #expect(
            object.content["metadata"] == [
                "name": "s", "managedFields": [["manager": "m"]], "selfLink": "x", "annotations": ["x": "y"],
            ])
        #expect(!"\(object)".contains("aHVzaA") && "\(object)" == "Secret s")
        object["data"] = ["b": "Yg=="]
        object["metadata"] = [:]
        #expect(object.value(at: "data", "b") == "Yg==" && object["metadata"]?["name"] == "s")
        #expect(try object.decode(Secret.self).data?["b"]?.bytes == Array("b".utf8))
        #expect(try JSONReader.decode(UnstructuredObject.self, from: JSONWriter.encode(object)) == object)
    }

    @Test("what is no object is refused", arguments: ["[]", "1", #"{"metadata":{"name":5}}"#, #"{"metadata":[]}"#])
    func refused(text: String) throws {
        #expect(throws: (any Error).self) { try UnstructuredObject(JSONValue(parsing: text)) }
    }

    @Test func `objects of any kind are created, read, changed and deleted`() async throws {
        try await Laboratory.with { lab in
            let resource = lab.client.resource(deployments)
            var created = try await resource.create(deployment("a"))
            #expect(created.metadata.uid != nil && created.kind == "Deployment")
            created["spec"]?["paused"] = true
            created.metadata.labels["x"] = "y"
            let replaced = try await resource.replace(created)
            #expect(replaced.value(at: "spec", "paused") == true && replaced.metadata.labels == ["x": "y"])
            let stale = try await #require(throws: KubernetesError.self) { try await resource.replace(created) }
            #expect(stale.isConflict)
            let patched = try await resource.patch("a", namespace: "default", with: .merge(["spec": ["paused": .null]]))
            #expect(patched.value(at: "spec", "paused") == nil)
            let strategic = try await resource.patch(
                "a", namespace: "default",
                with: .strategicMerge(["spec": ["template": ["spec": ["containers": [["name": "d", "image": "j"]]]]]]))
            #expect(strategic.value(at: "spec", "template", "spec", "containers")?.arrayValue?.count == 2)
            #expect(try await resource.getScale("a", namespace: "default").spec?.replicas == 1)
            let names = try await resource.list(namespace: "default").items.map(\.metadata.name)
            #expect(names == ["a"])
            try await resource.delete("a", namespace: "default", options: DeleteOptions(propagationPolicy: .background))
            #expect(try await eventually { try await resource.getIfPresent("a", namespace: "default") == nil })
        }
    }

    @Test func `objects of any kind are applied, with conflicts as values`() async throws {
        try await Laboratory.with { lab in
            let resource = lab.client.resource(deployments)
            let first = try await resource.apply(deployment("a"), fieldManager: "one")
            let outcome = try await resource.applyUnlessConflicting(deployment("a", replicas: 2), fieldManager: "two")
            #expect(outcome.conflicts == [FieldConflict(manager: "one", field: ".spec.replicas")])
            // What was read may be applied as it is: what only the server sets is left out.
            #expect(try await resource.apply(first, fieldManager: "one").metadata.uid == first.metadata.uid)
        }
    }

    @Test func `objects of any kind are watched, and listed by pages`() async throws {
        try await Laboratory.with { lab in
            let resource = lab.client.resource(deployments)
            let start = try await resource.list(namespace: "default")
            for index in 0..<5 { try await resource.create(deployment("d\(index)")) }
            var names: [String] = []
            let options = ListOptions(resourceVersion: start.metadata.resourceVersion)
            for try await event in resource.watch(namespace: "default", options: options) {
                if case .added(let object) = event { names.append(object.metadata.name) }
                if names.count == 5 { break }
            }
            #expect(names == (0..<5).map { "d\($0)" })
            var sizes: [Int] = []
            for try await page in resource.pages(namespace: "default", pageSize: 2) { sizes.append(page.list.items.count) }
            #expect(sizes == [2, 2, 1])
            try await resource.deleteCollection(namespace: "default", selecting: ListOptions())
            #expect(try await eventually { try await resource.list(namespace: "default").items.isEmpty })
        }
    }

    @Test func `the number of replicas is read and set in one form for all kinds`() async throws {
        try await Laboratory.with { lab in
            try await lab.client.resource(deployments).create(deployment("a", replicas: 3))
            let scale = try await lab.client.getScale(of: Deployment.self, "a", namespace: "default")
            #expect(scale.spec?.replicas == 3)
            #expect(try await lab.client.scale(Deployment.self, "a", namespace: "default", to: 5).spec?.replicas == 5)
            let stale = try await #require(throws: KubernetesError.self) {
                try await lab.client.replaceScale(of: Deployment.self, with: scale)
            }
            #expect(stale.isConflict)
            var now = try await lab.client.getScale(of: Deployment.self, "a", namespace: "default")
            now.spec?.replicas = 1
            #expect(try await lab.client.replaceScale(of: Deployment.self, with: now).spec?.replicas == 1)
        }
    }

    /// As little of a Deployment as its scale needs.
    private struct Deployment: KubernetesObject {
        static let resource = ResourceType(group: "apps", kind: "Deployment", plural: "deployments")
        var metadata: ObjectMeta
    }
}
