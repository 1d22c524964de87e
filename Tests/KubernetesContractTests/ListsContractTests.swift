import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Testing

/// Lists, selectors and pages: <https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks>,
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list>.
@Suite(.timeLimit(.minutes(3))) struct ListsContractTests {
    private func fill(_ cluster: ContractCluster, _ names: [String]) async throws {
        for name in names { try await cluster.create(name, labels: ["set": "all", "name": .string(name)]) }
    }

    private let all = "labelSelector=set%3Dall"

    @Test func `a list has a version, and its items have no kind of their own where it is built in`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b"])
            let list = try await cluster.send("GET", cluster.configMaps + "?" + all)
            #expect(list.value["kind"] == "ConfigMapList" && list.value["apiVersion"] == "v1")
            #expect(Int64(list.version) != nil && list.names == ["a", "b"])
            #expect(list.value["items"]?[0]?["kind"] == nil)
            try await cluster.withWidgets {
                _ = try await cluster.send("POST", cluster.widgets, cluster.widget("w"))
                let widgets = try await cluster.send("GET", cluster.widgets)
                #expect(widgets.value["kind"] == "WidgetList" && widgets.value["items"]?[0]?["kind"] == "Widget")
            }
        }
    }

    @Test(arguments: [
        ("labelSelector=set%3Dall,name!%3Da", ["b", "c"]), ("labelSelector=name+in+(a,c)", ["a", "c"]),
        ("labelSelector=name+notin+(a),set", ["b", "c"]), ("labelSelector=!name,set", []),
        ("fieldSelector=metadata.name%3Db", ["b"]), ("labelSelector=set&fieldSelector=metadata.name!%3Db", ["a", "c"]),
    ]) func `selectors choose`(query: String, names: [String]) async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b", "c"])
            #expect(try await cluster.send("GET", cluster.configMaps + "?" + query.replacing("+", with: "%20")).names == names)
        }
    }

    @Test(arguments: ["labelSelector=a%20b", "fieldSelector=data.a%3D1", "resourceVersion=x", "continue=nonsense"])
    func `what is no selector, version or token is refused`(query: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("GET", cluster.configMaps + "?" + query)
            #expect(refused.status == 400 && refused.reason == "BadRequest")
        }
    }

    @Test func `the pages of a list show one moment`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b", "c", "d", "e"])
            let first = try await cluster.send("GET", cluster.configMaps + "?limit=2&" + all)
            let token = try #require(first.metadata["continue"]?.stringValue)
            #expect(first.names == ["a", "b"])
            _ = try await cluster.send("DELETE", cluster.configMaps + "/d")
            try await cluster.create("cc", labels: ["set": "all"])
            let second = try await cluster.send("GET", cluster.configMaps + "?limit=9&\(all)&continue=\(token)")
            #expect(second.names == ["c", "d", "e"])
            #expect(second.version == first.version && (second.metadata["continue"]?.stringValue ?? "").isEmpty)
        }
    }

    @Test func `a page says how many are left, unless a selector hides it`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b", "c"])
            let total = try await cluster.send("GET", cluster.configMaps).names.count
            let page = try await cluster.send("GET", cluster.configMaps + "?limit=1")
            #expect(page.metadata["remainingItemCount"]?.intValue == total - 1)
            #expect(try await cluster.send("GET", cluster.configMaps + "?limit=1&" + all).metadata["remainingItemCount"] == nil)
        }
    }

    @Test func `the client reads all pages`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b", "c", "d", "e"])
            let (items, version) = try await cluster.client.listAll(
                ConfigMap.self, namespace: cluster.namespace, options: ListOptions(labelSelector: "set=all"), pageSize: 2)
            #expect(items.map(\.metadata.name) == ["a", "b", "c", "d", "e"])
            #expect(Int64(version) != nil)
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "only the stand-in forgets its history on demand"))
    func `a page whose version is gone is answered with 410 and a token that goes on`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a", "b", "c"])
            let first = try await cluster.send("GET", cluster.configMaps + "?limit=1&" + all)
            let token = try #require(first.metadata["continue"]?.stringValue)
            try await cluster.create("bb", labels: ["set": "all"])
            cluster.lab?.compactHistory()
            let gone = try await cluster.send("GET", cluster.configMaps + "?limit=9&\(all)&continue=\(token)")
            #expect(gone.status == 410 && gone.reason == "Expired")
            #expect(gone.message.hasPrefix("The provided continue parameter is too old to display a consistent list result."))
            let next = try #require(gone.metadata["continue"]?.stringValue)
            let rest = try await cluster.send("GET", cluster.configMaps + "?limit=9&\(all)&continue=\(next)")
            #expect(rest.names == ["b", "bb", "c"] && rest.version != first.version)
            let error = await #expect(throws: KubernetesError.self) {
                try await cluster.client.list(
                    ConfigMap.self, namespace: cluster.namespace, options: ListOptions(limit: 9, continueToken: token))
            }
            #expect(error?.isExpired == true)
        }
    }

    @Test(arguments: [
        ("resourceVersionMatch=Exact", "resourceVersionMatch"), ("resourceVersionMatch=NotOlderThan", "resourceVersionMatch"),
        ("resourceVersionMatch=Exact&resourceVersion=0", "resourceVersionMatch"),
        ("resourceVersionMatch=Nearly&resourceVersion=1", "resourceVersionMatch"), ("sendInitialEvents=true", "sendInitialEvents"),
    ]) func `options that contradict each other are refused`(query: String, field: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("GET", cluster.configMaps + "?" + query)
            #expect(refused.status == 422 && refused.reason == "Invalid")
            #expect(refused.causes.first?.last == field)
        }
    }

    @Test func `a match says how a version is meant`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a"])
            let old = try await cluster.send("GET", cluster.configMaps + "?" + all).version
            try await fill(cluster, ["b"])
            func names(_ query: String) async throws -> [String] {
                try await cluster.send("GET", cluster.configMaps + "?\(all)&\(query)").names
            }
            #expect(try await names("resourceVersion=\(old)&resourceVersionMatch=Exact") == ["a"])
            #expect(try await names("resourceVersion=\(old)&resourceVersionMatch=NotOlderThan") == ["a", "b"])
            #expect(try await names("resourceVersion=\(old)") == ["a", "b"])
            #expect(try await names("") == ["a", "b"])
            try await cluster.eventually("any version shows it") { try await names("resourceVersion=0") == ["a", "b"] }
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "only the stand-in forgets its history on demand"))
    func `an exact version that is gone is answered with 410`() async throws {
        try await ContractCluster.with { cluster async throws in
            let old = try await cluster.create("a").version
            try await cluster.create("b")
            cluster.lab?.compactHistory()
            let gone = try await cluster.send("GET", cluster.configMaps + "?resourceVersion=\(old)&resourceVersionMatch=Exact")
            #expect(gone.status == 410 && gone.reason == "Expired")
        }
    }

    @Test func `a version that is not there yet is answered with 504, and when to come again`() async throws {
        try await ContractCluster.with { cluster async throws in
            let now = try #require(Int64(try await cluster.send("GET", cluster.configMaps).version))
            let path = cluster.configMaps + "?resourceVersion=\(now + 1_000_000)&resourceVersionMatch=NotOlderThan"
            let early = try await cluster.send("GET", path)
            #expect(early.status == 504 && early.reason == "Timeout")
            #expect(early.causes.first?.first == "ResourceVersionTooLarge")
            #expect(early.message.contains("Too large resource version"))
            #expect(early.response.retryAfter != nil)
        }
    }

    @Test func `tables and bare metadata are given to whoever asks`() async throws {
        try await ContractCluster.with { cluster async throws in
            try await fill(cluster, ["a"])
            let table = try await cluster.send(
                "GET", cluster.configMaps + "?" + all, headers: [HTTPHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")])
            #expect(table.value["kind"] == "Table" && table.value["rows"]?[0]?["cells"]?[0] == "a")
            let partial = try await cluster.send(
                "GET", cluster.configMaps + "?" + all,
                headers: [HTTPHeader("Accept", "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")])
            #expect(partial.value["kind"] == "PartialObjectMetadataList")
            #expect(partial.value["items"]?[0]?["data"] == nil && partial.names == ["a"])
        }
    }

    @Test func `large answers are compressed for whoever takes gzip`() async throws {
        try await ContractCluster.with { cluster async throws in
            for name in ["a", "b", "c"] {
                try await cluster.create(
                    name, ["text": .string((0..<12_000).map { "\(name)\($0)" }.joined(separator: " "))], labels: ["set": "all"])
            }
            let compressed = try await cluster.send(
                "GET", cluster.configMaps + "?" + all, headers: [HTTPHeader("Accept-Encoding", "gzip")])
            #expect(compressed.headers["Content-Encoding"] == "gzip" && compressed.names == ["a", "b", "c"])
            let plain = try await cluster.send(
                "GET", cluster.configMaps + "?" + all, headers: [HTTPHeader("Accept-Encoding", "identity")])
            #expect(plain.headers["Content-Encoding"] == nil && plain.names == ["a", "b", "c"])
        }
    }
}
