import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

/// Watches: <https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes>, streaming lists:
/// <https://kubernetes.io/docs/reference/using-api/api-concepts/#streaming-lists>.
@Suite(.timeLimit(.minutes(3))) struct WatchesContractTests {
    private let only = "fieldSelector=metadata.name%3Dc"

    /// Creates, changes and deletes the ConfigMap `c`.
    private func live(_ cluster: ContractCluster) async throws {
        try await cluster.create("c", ["n": "1"])
        _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": "2"]])
        _ = try await cluster.send("DELETE", cluster.configMaps + "/c")
    }

    private func versions(_ events: [(type: String, object: JSONValue)]) -> [Int64] {
        events.compactMap { $0.object["metadata"]?["resourceVersion"]?.stringValue.flatMap { Int64($0) } }
    }

    @Test func `a watch from a version shows every change after it, in order`() async throws {
        try await ContractCluster.with { cluster async throws in
            let start = try await cluster.send("GET", cluster.configMaps).version
            try await live(cluster)
            let events = try await cluster.events(cluster.configMaps + "?watch=1&\(only)&resourceVersion=\(start)", count: 3)
            #expect(events.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
            #expect(events.map { $0.object["data"]?["n"] } == ["1", "2", "2"])
            #expect(events.allSatisfy { $0.object["kind"] == "ConfigMap" && $0.object["apiVersion"] == "v1" })
            let versions = versions(events)
            #expect(versions == versions.sorted() && Set(versions).count == 3)
        }
    }

    @Test func `the client's watch says the same`() async throws {
        try await ContractCluster.with { cluster async throws in
            let start = try await cluster.send("GET", cluster.configMaps).version
            try await live(cluster)
            var types: [String] = []
            let options = ListOptions(fieldSelector: "metadata.name=c", resourceVersion: start)
            for try await event in cluster.client.watch(ConfigMap.self, namespace: cluster.namespace, options: options) {
                switch event {
                case .added(let object): types.append("added \(object.data?["n"] ?? "")")
                case .modified(let object): types.append("modified \(object.data?["n"] ?? "")")
                case .deleted(let object): types.append("deleted \(object.data?["n"] ?? "")")
                default: continue
                }
                if types.count == 3 { break }
            }
            #expect(types == ["added 1", "modified 2", "deleted 2"])
        }
    }

    @Test(arguments: ["", "&resourceVersion=0"]) func `a watch from nowhere begins with what is there`(query: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let created = try await cluster.create("c")
            try await cluster.eventually("it begins with the object") {
                let events = try await cluster.events(cluster.configMaps + "?watch=1&timeoutSeconds=2&\(only)\(query)", count: 1)
                return events.first?.type == "ADDED" && events.first?.object["metadata"]?["uid"]?.stringValue == created.uid
            }
        }
    }

    @Test func `what enters or leaves a selection is added or deleted`() async throws {
        try await ContractCluster.with { cluster async throws in
            let start = try await cluster.create("c", labels: ["in": "no"]).version
            for value in ["yes", "yes", "no", "yes"] {
                _ = try await cluster.patch(
                    cluster.configMaps + "/c", ["metadata": ["labels": ["in": .string(value)], "annotations": ["a": .string(value + "!")]]])
            }
            _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": "1"]])
            _ = try await cluster.send("DELETE", cluster.configMaps + "/c")
            let events = try await cluster.events(
                cluster.configMaps + "?watch=1&labelSelector=in%3Dyes&resourceVersion=\(start)", count: 5)
            #expect(events.map(\.type) == ["ADDED", "DELETED", "ADDED", "MODIFIED", "DELETED"])
            // An object that leaves is shown as it last was in the selection, at the version at which it left.
            #expect(events[1].object["metadata"]?["labels"]?["in"] == "yes")
        }
    }

    @Test func `a watch that was broken off goes on where it ended, and misses and repeats nothing`() async throws {
        try await ContractCluster.with { cluster async throws in
            var version = try await cluster.create("c", ["n": "0"]).version
            for number in 1...12 { _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": .string("\(number)")]]) }
            var seen: [String] = []
            for count in [1, 4, 2, 5] {
                let events = try await cluster.events(cluster.configMaps + "?watch=1&\(only)&resourceVersion=\(version)", count: count)
                seen += events.compactMap { $0.object["data"]?["n"]?.stringValue }
                version = events.last?.object["metadata"]?["resourceVersion"]?.stringValue ?? ""
            }
            #expect(seen == (1...12).map { "\($0)" })
        }
    }

    @Test func `an object made anew under its name while nobody watched is another one`() async throws {
        try await ContractCluster.with { cluster async throws in
            let first = try await cluster.create("c")
            _ = try await cluster.send("DELETE", cluster.configMaps + "/c")
            let second = try await cluster.create("c")
            let events = try await cluster.events(cluster.configMaps + "?watch=1&\(only)&resourceVersion=\(first.version)", count: 2)
            #expect(events.map(\.type) == ["DELETED", "ADDED"])
            #expect(events.map { $0.object["metadata"]?["uid"]?.stringValue } == [first.uid, second.uid] && first.uid != second.uid)
        }
    }

    @Test func `timeoutSeconds ends a watch in order`() async throws {
        try await ContractCluster.with { cluster async throws in
            #expect(try await cluster.events(cluster.configMaps + "?watch=1&\(only)&timeoutSeconds=1", count: 1).isEmpty)
        }
    }

    @Test func `a version in the future gives no events before it is there`() async throws {
        try await ContractCluster.with { cluster async throws in
            let now = try #require(Int64(try await cluster.create("c").version))
            async let events = cluster.events(
                cluster.configMaps + "?watch=1&\(only)&timeoutSeconds=2&resourceVersion=\(now + 1_000_000)", count: 1)
            _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": "1"]])
            // Some servers refuse such a watch instead, by an event.
            let types = try await events.map(\.type)
            #expect(types.isEmpty || types == ["ERROR"])
        }
    }

    @Test func `a streaming list gives what is there, a bookmark, and what changes`() async throws {
        try await ContractCluster.with { cluster async throws in
            for name in ["a", "b", "c"] { try await cluster.create(name, labels: ["set": "all"]) }
            let path =
                cluster.configMaps
                + "?watch=1&labelSelector=set%3Dall&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            let first = try await cluster.events(path, count: 4)
            #expect(first.map(\.type) == ["ADDED", "ADDED", "ADDED", "BOOKMARK"])
            #expect(Set(first.prefix(3).compactMap { $0.object["metadata"]?["name"]?.stringValue }) == ["a", "b", "c"])
            let end = try #require(first.last?.object)
            #expect(end["metadata"]?["annotations"]?["k8s.io/initial-events-end"] == "true" && end["kind"] == "ConfigMap")
            let version = try #require(end["metadata"]?["resourceVersion"]?.stringValue)
            _ = try await cluster.send("DELETE", cluster.configMaps + "/b")
            let next = try await cluster.events(
                cluster.configMaps + "?watch=1&labelSelector=set%3Dall&resourceVersion=\(version)", count: 1)
            #expect(next.map(\.type) == ["DELETED"])
        }
    }

    @Test(arguments: [
        "watch=1&sendInitialEvents=true", "watch=1&sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1",
        "watch=1&resourceVersionMatch=NotOlderThan&resourceVersion=1",
    ]) func `a watch with options that contradict each other is refused`(query: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("GET", cluster.configMaps + "?" + query)
            #expect(refused.status == 422 && refused.causes.first?.last == "resourceVersionMatch")
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "a real server sends a bookmark about once a minute"))
    func `bookmarks move a quiet watch forward`() async throws {
        var settings = LabKubernetesConfiguration()
        settings.bookmarkInterval = .milliseconds(50)
        try await ContractCluster.with(settings) { cluster async throws in
            let start = try await cluster.create("c").version
            try await cluster.create("other")
            let path = cluster.configMaps + "?watch=1&\(only)&allowWatchBookmarks=true&resourceVersion=\(start)"
            let events = try await cluster.events(path, count: 2)
            #expect(events.map(\.type) == ["BOOKMARK", "BOOKMARK"])
            #expect(versions(events).allSatisfy { $0 > Int64(start) ?? 0 })
            #expect(events.first?.object["data"] == nil && events.first?.object["kind"] == "ConfigMap")
            let silent = try await cluster.events(
                cluster.configMaps + "?watch=1&\(only)&timeoutSeconds=1&resourceVersion=\(start)", count: 1)
            #expect(silent.isEmpty, "nobody asked for bookmarks")
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "only the stand-in forgets its history on demand"))
    func `a watch from a version that is gone is told so by an event`() async throws {
        try await ContractCluster.with { cluster async throws in
            let start = try await cluster.create("c").version
            try await cluster.create("d")
            cluster.lab?.compactHistory()
            let path = cluster.configMaps + "?watch=1&resourceVersion=\(start)"
            let events = try await cluster.events(path, count: 2)
            #expect(events.map(\.type) == ["ERROR"])
            #expect(events.first?.object["code"] == 410 && events.first?.object["reason"] == "Expired")
            let error = await #expect(throws: KubernetesError.self) {
                for try await _ in cluster.client.watch(
                    ConfigMap.self, namespace: cluster.namespace, options: ListOptions(resourceVersion: start))
                {}
            }
            #expect(error?.isExpired == true)
        }
    }

    @Test(.enabled(if: ContractCluster.isLab, "only the stand-in ends watches on demand"))
    func `a watch may be told amid its events that its version is gone`() async throws {
        try await ContractCluster.with { cluster async throws in
            let start = try await cluster.create("c").version
            async let watched = cluster.events(cluster.configMaps + "?watch=1&resourceVersion=\(start)", count: 9)
            try await cluster.eventually("the watch is open") { cluster.lab?.watchCount == 1 }
            _ = try await cluster.patch(cluster.configMaps + "/c", ["data": ["n": "1"]])
            cluster.lab?.expireWatches()
            let events = try await watched
            #expect(events.map(\.type) == ["MODIFIED", "ERROR"])
            #expect(events.last?.object["code"] == 410)
        }
    }
}
