import JSON
import Testing

/// Server-side apply: <https://kubernetes.io/docs/reference/using-api/server-side-apply/>.
@Suite(.timeLimit(.minutes(3))) struct ServerSideApplyContractTests {
    /// Who owns what: manager, operation and subresource, with the fields below `f:data` or `f:spec` or `f:status`.
    private func owners(_ exchange: Exchange) -> [String: JSONValue] {
        var owners: [String: JSONValue] = [:]
        for entry in exchange.metadata["managedFields"]?.arrayValue ?? [] {
            let parts = [entry["manager"], entry["operation"], entry["subresource"]].compactMap { $0?.stringValue }
            owners[parts.joined(separator: "/")] = entry["fieldsV1"] ?? .null
        }
        return owners
    }

    private func configMap(_ data: JSONValue) -> JSONValue { ContractCluster.configMap("c", data) }

    @Test func `an apply creates, then changes, and says who owns what`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let created = try await cluster.apply(path, configMap(["a": "1"]), by: "one")
            #expect(created.status == 201 && created.value["data"] == ["a": "1"])
            #expect(owners(created) == ["one/Apply": ["f:data": ["f:a": [:]]]])
            let changed = try await cluster.apply(path, configMap(["a": "2"]), by: "one")
            #expect(changed.status == 200 && changed.value["data"] == ["a": "2"] && changed.uid == created.uid)
            let same = try await cluster.apply(path, configMap(["a": "2"]), by: "one")
            #expect(same.version == changed.version, "nothing changed, so nothing was written")
        }
    }

    @Test func `a field that another applied is a conflict, which names manager and field`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            _ = try await cluster.apply(path, configMap(["a": "1", "b": "1"]), by: "one")
            let conflict = try await cluster.apply(path, configMap(["a": "2"]), by: "two")
            #expect(conflict.status == 409 && conflict.reason == "Conflict")
            #expect(conflict.message == #"Apply failed with 1 conflict: conflict with "one": .data.a"#)
            #expect(conflict.causes == [["FieldManagerConflict", ".data.a"]])
            #expect(conflict.value["details"]?["causes"]?[0]?["message"] == #"conflict with "one""#)
            let two = try await cluster.apply(path, configMap(["a": "2", "b": "2"]), by: "two")
            #expect(two.causes.map(\.last) == [".data.a", ".data.b"])
            #expect(two.message.hasPrefix(#"Apply failed with 2 conflicts: conflicts with "one":"#))
        }
    }

    @Test func `a field that another wrote is a conflict, which names the version it wrote`() async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.send("POST", cluster.configMaps + "?fieldManager=writer", configMap(["a": "1"]))
            #expect(created.status == 201)
            let conflict = try await cluster.apply(cluster.configMaps + "/c", configMap(["a": "2"]), by: "one")
            #expect(conflict.status == 409)
            #expect(conflict.message.contains(#"conflict with "writer" using v1"#))
        }
    }

    @Test func `force takes a field over`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            _ = try await cluster.apply(path, configMap(["a": "1", "b": "1"]), by: "one")
            let taken = try await cluster.apply(path, configMap(["a": "2"]), by: "two", force: true)
            #expect(taken.value["data"] == ["a": "2", "b": "1"])
            #expect(owners(taken) == ["one/Apply": ["f:data": ["f:b": [:]]], "two/Apply": ["f:data": ["f:a": [:]]]])
        }
    }

    @Test func `what a manager no longer applies goes, unless another holds it`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            _ = try await cluster.apply(path, configMap(["a": "1", "b": "1", "c": "1"]), by: "one")
            let shared = try await cluster.apply(path, configMap(["b": "1"]), by: "two")
            #expect(shared.status == 200, "equal values are shared, not contested")
            let less = try await cluster.apply(path, configMap(["a": "1"]), by: "one")
            #expect(less.value["data"] == ["a": "1", "b": "1"])
            let last = try await cluster.apply(path, configMap([:]), by: "two")
            #expect(last.value["data"] == ["a": "1"])
        }
    }

    @Test func `a write takes the fields that it changes from whoever applied them`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            _ = try await cluster.apply(path, configMap(["a": "1", "b": "1"]), by: "one")
            let written = try await cluster.patch(path + "?fieldManager=writer", ["data": ["a": "2"]])
            #expect(owners(written) == ["one/Apply": ["f:data": ["f:b": [:]]], "writer/Update": ["f:data": ["f:a": [:]]]])
            let conflict = try await cluster.apply(path, configMap(["a": "1", "b": "1"]), by: "one")
            #expect(conflict.status == 409)
        }
    }

    @Test func `lists with keys have an owner for each element`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                let path = cluster.widgets + "/w"
                func widget(_ spec: JSONValue) -> JSONValue { cluster.widget("w", spec) }
                _ = try await cluster.apply(
                    path, widget(["color": "red", "parts": [["name": "a", "size": 1]], "tags": ["x"]]), by: "one")
                let both = try await cluster.apply(path, widget(["parts": [["name": "b", "size": 2]], "tags": ["y"]]), by: "two")
                #expect(both.status == 200, "\(both.message)")
                let names = both.value["spec"]?["parts"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
                #expect(names == ["a", "b"])
                #expect(Set(both.value["spec"]?["tags"]?.arrayValue ?? []) == ["x", "y"])
                let contested = try await cluster.apply(path, widget(["parts": [["name": "a", "size": 9]]]), by: "two")
                #expect(contested.causes == [["FieldManagerConflict", #".spec.parts[name="a"].size"#]])
                let less = try await cluster.apply(path, widget(["color": "red", "tags": ["x"]]), by: "one")
                #expect(less.value["spec"]?["parts"]?.arrayValue?.count == 1)
            }
        }
    }

    @Test func `the status has managers of its own`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await cluster.withWidgets {
                let path = cluster.widgets + "/w"
                _ = try await cluster.apply(path, cluster.widget("w"), by: "one")
                var status = cluster.widget("w", ["color": "blue"])
                status["status"] = ["replicas": 3]
                let applied = try await cluster.apply(path + "/status", status, by: "one")
                #expect(applied.value["status"]?["replicas"] == 3 && applied.value["spec"]?["color"] == "red")
                let owners = owners(applied)
                #expect(owners["one/Apply"]?["f:spec"]?["f:color"] == [:] && owners["one/Apply"]?["f:status"] == nil)
                #expect(owners["one/Apply/status"] == ["f:status": ["f:replicas": [:]]])
                let again = try await cluster.apply(path, cluster.widget("w", ["color": "blue"]), by: "one")
                #expect(again.value["status"]?["replicas"] == 3, "an apply of the object leaves the status alone")
            }
        }
    }

    @Test func `an apply names its manager and no managed fields`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let nobody = try await cluster.patch(path, configMap([:]), "apply-patch+yaml")
            #expect(nobody.status == 422 && nobody.causes == [["FieldValueRequired", "fieldManager"]])
            var fields = configMap([:])
            fields["metadata"]?["managedFields"] = [["manager": "x", "operation": "Apply"]]
            let refused = try await cluster.apply(path, fields, by: "one")
            #expect(refused.status == 400 && refused.message.contains("metadata.managedFields must be nil"))
            let long = try await cluster.apply(path, configMap([:]), by: String(repeating: "m", count: 129))
            #expect(long.status == 422 && long.causes.first?.last == "fieldManager")
        }
    }

    @Test func `managed fields can be taken away, and come back with the first apply`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            try await cluster.create("c", ["a": "1"])
            let cleared = try await cluster.patch(path, ["metadata": ["managedFields": [[:]]]])
            #expect(owners(cleared).isEmpty)
            let conflict = try await cluster.apply(path, configMap(["a": "2"]), by: "one")
            #expect(conflict.status == 409 && conflict.message.contains(#""before-first-apply""#))
            let forced = try await cluster.apply(path, configMap(["a": "2"]), by: "one", force: true)
            #expect(owners(forced)["one/Apply"] == ["f:data": ["f:a": [:]]])
        }
    }

    @Test func `an apply that names a version is conditional`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = cluster.configMaps + "/c"
            let old = try await cluster.apply(path, configMap(["a": "1"]), by: "one").version
            _ = try await cluster.apply(path, configMap(["a": "2"]), by: "one")
            var stale = configMap(["a": "3"])
            stale["metadata"]?["resourceVersion"] = .string(old)
            #expect(try await cluster.apply(path, stale, by: "one").status == 409)
        }
    }
}
