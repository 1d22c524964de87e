import JSON
import LabKubernetes
import Testing

@Suite(.timeLimit(.minutes(1))) struct ProtocolTests {
    @Test func `a write that changes nothing keeps the version`() async throws {
        try await Lab.with { lab async throws in
            let created = try await lab.send("POST", Lab.configMaps, Lab.configMap("c", ["a": "1"]))
            #expect(created.status == 201)
            let same = try await lab.send("PUT", Lab.configMaps + "/c", created.value)
            #expect(same.value["metadata"]?["resourceVersion"] == created.value["metadata"]?["resourceVersion"])
            let patched = try await lab.send("PATCH", Lab.configMaps + "/c", ["data": ["a": "1"]], type: "application/merge-patch+json")
            #expect(patched.value["metadata"]?["resourceVersion"] == created.value["metadata"]?["resourceVersion"])
            let changed = try await lab.send("PATCH", Lab.configMaps + "/c", ["data": ["a": "2"]], type: "application/merge-patch+json")
            #expect(changed.value["metadata"]?["resourceVersion"] != created.value["metadata"]?["resourceVersion"])
            let stale = try await lab.send("PUT", Lab.configMaps + "/c", created.value)
            #expect(stale.status == 409)
            #expect(
                stale.value["message"]
                    == "Operation cannot be fulfilled on configmaps \"c\": the object has been modified; please apply your changes to the latest version and try again"
            )
        }
    }

    @Test(arguments: [
        ("GET", "/api/v1/namespaces/default/pods/none", "application/json", 404, "NotFound"),
        ("POST", "/api/v1/namespaces/default/pods/x", "application/json", 405, "MethodNotAllowed"),
        ("GET", "/apis/none.example/v1/things", "application/json", 404, "NotFound"),
        ("PATCH", "/api/v1/namespaces/default/configmaps/x", "text/plain", 415, "UnsupportedMediaType"),
        ("GET", "/api/v1/pods?labelSelector=a+b", "application/json", 400, "BadRequest"),
        ("GET", "/api/v1/pods?fieldSelector=spec.x%3D1", "application/json", 400, "BadRequest"),
        ("POST", "/api/v1/namespaces/none/configmaps", "application/json", 404, "NotFound"),
        ("GET", "/api/v1/pods?resourceVersion=999999", "application/json", 504, "Timeout"),
    ]) func `refusals`(method: String, path: String, type: String, status: Int, reason: String) async throws {
        try await Lab.with { lab async throws in
            let body: JSONValue? = method == "GET" ? nil : ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "x"]]
            let answer = try await lab.send(method, path, body, type: type)
            #expect(answer.status == status)
            #expect(answer.value["reason"] == .string(reason))
            #expect(answer.value["kind"] == "Status")
        }
    }

    @Test func `names are made and checked`() async throws {
        try await Lab.with { lab async throws in
            let made = try await lab.send("POST", Lab.configMaps, ["metadata": ["generateName": "x-"]])
            #expect(made.value["metadata"]?["name"]?.stringValue?.wholeMatch(of: /x-[a-z0-9]{5}/) != nil)
            let wrong = try await lab.send("POST", Lab.configMaps, Lab.configMap("Big_Name"))
            #expect(wrong.status == 422)
            #expect(
                wrong.value["message"]?.stringValue?.hasPrefix("ConfigMap \"Big_Name\" is invalid: metadata.name: Invalid value") == true)
            _ = try await lab.send("POST", Lab.configMaps, Lab.configMap("c"))
            #expect(try await lab.send("POST", Lab.configMaps, Lab.configMap("c")).value["message"] == "configmaps \"c\" already exists")
        }
    }

    @Test func `a watch gets initial events, changes and bookmarks`() async throws {
        var configuration = LabKubernetesConfiguration()
        configuration.bookmarkInterval = .milliseconds(50)
        try await Lab.with(configuration) { lab async throws in
            try lab.server.put(Lab.configMap("a"))
            let path = Lab.configMaps + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            async let events = lab.watch(path, count: 5)
            try await lab.eventually("the watch is there") { lab.server.requests.contains { $0.verb == "watch" } }
            let seen = try await events
            #expect(seen.prefix(2).map(\.type) == ["ADDED", "BOOKMARK"])
            #expect(seen[1].object["metadata"]?["annotations"]?["k8s.io/initial-events-end"] == "true")
            #expect(seen.dropFirst(2).allSatisfy { $0.type == "BOOKMARK" })
        }
    }

    @Test func `a watch goes on from a version, and is expired after compaction`() async throws {
        try await Lab.with { lab async throws in
            let first = try lab.server.put(Lab.configMap("a"))
            try lab.server.put(Lab.configMap("a", ["x": "1"]))
            lab.server.remove("configmaps", namespace: "default", name: "a")
            let version = first["metadata"]?["resourceVersion"]?.stringValue ?? ""
            let path = Lab.configMaps + "?watch=1&resourceVersion=\(version)"
            #expect(try await lab.watch(path, count: 2).map(\.type) == ["MODIFIED", "DELETED"])
            lab.server.compactHistory()
            let expired = try await lab.watch(path, count: 1)
            #expect(expired.first?.type == "ERROR")
            #expect(expired.first?.object["code"] == 410)
        }
    }

    @Test func `timeoutSeconds ends a watch`() async throws {
        try await Lab.with { lab async throws in
            #expect(try await lab.watch("/api/v1/pods?watch=1&timeoutSeconds=1", count: 1).isEmpty)
        }
    }

    @Test func `lists come in pages of one moment`() async throws {
        try await Lab.with { lab async throws in
            for name in ["a", "b", "c"] { try lab.server.put(Lab.configMap(name)) }
            let page = try await lab.send("GET", Lab.configMaps + "?limit=2").value
            #expect(page["items"]?.arrayValue?.count == 2)
            #expect(page["metadata"]?["remainingItemCount"] == 1)
            lab.server.remove("configmaps", namespace: "default", name: "c")
            let token = page["metadata"]?["continue"]?.stringValue ?? ""
            let rest = try await lab.send("GET", Lab.configMaps + "?limit=2&continue=\(token)").value
            #expect(rest["items"]?.arrayValue?.compactMap { $0["metadata"]?["name"] } == ["c"])
            lab.server.compactHistory()
            try lab.server.put(Lab.configMap("d"))
            #expect(try await lab.send("GET", Lab.configMaps + "?limit=2&continue=\(token)").status == 410)
        }
    }

    @Test func `faults meet the requests they are for`() async throws {
        try await Lab.with { lab async throws in
            lab.server.inject(LabFault(.fail(code: 503, reason: "ServiceUnavailable"), count: 2, verb: "get", resource: "configmaps"))
            try lab.server.put(Lab.configMap("c"))
            #expect(try await lab.send("GET", Lab.configMaps).status == 200)
            #expect(try await lab.send("GET", Lab.configMaps + "/c").status == 503)
            #expect(try await lab.send("GET", Lab.configMaps + "/c").status == 503)
            #expect(try await lab.send("GET", Lab.configMaps + "/c").status == 200)
            lab.server.inject(LabFault(.loseResponse, verb: "create"))
            await #expect(throws: (any Error).self) { try await lab.send("POST", Lab.configMaps, Lab.configMap("lost")) }
            #expect(lab.server.object("configmaps", namespace: "default", name: "lost") != nil)
            lab.server.inject(LabFault(.drop, verb: "create"))
            await #expect(throws: (any Error).self) { try await lab.send("POST", Lab.configMaps, Lab.configMap("never")) }
            #expect(lab.server.object("configmaps", namespace: "default", name: "never") == nil)
            #expect(lab.server.requests.filter { $0.isWrite }.map(\.status) == [0, 0])
        }
    }

    @Test func `a paused server answers when it is resumed`() async throws {
        try await Lab.with { lab async throws in
            lab.server.pause()
            async let answer = lab.send("GET", "/version")
            lab.server.resume()
            #expect(try await answer.status == 200)
        }
    }
}
