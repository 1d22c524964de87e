import HTTPTransport
import JSON
import LabKubernetes
import Testing

@Suite(.timeLimit(.minutes(2))) struct LargeAnswerTests {
    private static func objects(_ count: Int, bytes: Int) -> [JSONValue] {
        (0..<count).map { Lab.configMap("c\($0)", ["a": .string(String(repeating: "x", count: bytes))]) }
    }

    @Test func `a large list comes whole, in pieces or compressed`() async throws {
        try await Lab.with { lab async throws in
            try lab.server.put(many: Self.objects(2_000, bytes: 2_000))
            for coding in ["identity", "gzip"] {
                let answer = try await lab.exchange("GET", Lab.configMaps, headers: [HTTPHeader("Accept-Encoding", coding)])
                #expect(answer.headers["Transfer-Encoding"] == "chunked")
                #expect((answer.headers["Content-Encoding"] ?? "identity") == coding)
                #expect(try JSONValue(parsing: answer.body)["items"]?.arrayValue?.count == 2_000)
            }
            let small = try await lab.exchange("GET", Lab.configMaps + "/c1", headers: [HTTPHeader("Accept-Encoding", "gzip, deflate")])
            #expect(small.headers["Content-Encoding"] == nil)
        }
    }

    @Test func `a server may leave answers as they are`() async throws {
        var configuration = LabKubernetesConfiguration()
        configuration.compressesAnswers = false
        try await Lab.with(configuration) { lab async throws in
            try lab.server.put(many: Self.objects(200, bytes: 2_000))
            let answer = try await lab.exchange("GET", Lab.configMaps, headers: [HTTPHeader("Accept-Encoding", "gzip")])
            #expect(answer.headers["Content-Encoding"] == nil)
        }
    }

    @Test(arguments: [0, 3]) func `a list is cut between its items`(items: Int) async throws {
        try await Lab.with { lab async throws in
            try lab.server.put(many: Self.objects(10, bytes: 10))
            lab.server.inject(LabFault(.cut(.betweenEvents(after: items)), verb: "list"))
            let response = try await lab.transport.stream(lab.request("GET", Lab.configMaps))
            var text = ""
            let error = await #expect(throws: TransportError.self) {
                for try await piece in response.body { text += String(decoding: piece, as: UTF8.self) }
            }
            #expect(error?.code == .connectionLost)
            #expect(text.ranges(of: #""name":"c"#).count == items)
        }
    }

    @Test func `many are stored at once, and touched they come as events`() async throws {
        try await Lab.with { lab async throws in
            let before = lab.server.revision
            try lab.server.put(many: Self.objects(500, bytes: 100))
            #expect(lab.server.revision == before + 500)
            let stored = try #require(lab.server.object("configmaps", namespace: "default", name: "c7"))
            #expect(stored["metadata"]?["uid"]?.stringValue?.count == 36)
            let version = lab.server.revision
            lab.server.touch("configmaps")
            let events = try await lab.watch(Lab.configMaps + "?watch=1&resourceVersion=\(version)", count: 500)
            #expect(Set(events.map(\.type)) == ["MODIFIED"])
            #expect(
                events.compactMap { $0.object["metadata"]?["resourceVersion"]?.stringValue }.compactMap { Int64($0) }
                    == Array(version + 1...version + 500))
        }
    }

    @Test func `a large streaming list comes whole, before anything newer`() async throws {
        try await Lab.with { lab async throws in
            try lab.server.put(many: Self.objects(3_000, bytes: 2_000))
            let path = Lab.configMaps + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            async let watched = lab.watch(path, count: 3_002)
            try await lab.eventually("the watch is there") { lab.server.watchCount == 1 }
            try lab.server.put(Lab.configMap("new"))
            let events = try await watched
            #expect(events.prefix(3_000).allSatisfy { $0.type == "ADDED" })
            #expect(Set(events.prefix(3_000).compactMap { $0.object["metadata"]?["name"]?.stringValue }).count == 3_000)
            #expect(events[3_000].type == "BOOKMARK")
            #expect(events[3_001].object["metadata"]?["name"] == "new")
        }
    }
}
