import HTTPTransport
import JSON
import LabKubernetes
import Testing

/// Faults on the wire, and what tests do to watches.
@Suite(.timeLimit(.minutes(1))) struct FaultTests {
    private func version(_ object: JSONValue) -> String { object["metadata"]?["resourceVersion"]?.stringValue ?? "" }

    /// How a watch ends.
    private func end(of path: String, _ lab: Lab) async -> TransportError? {
        do {
            try await lab.follow(path) { _, _ in true }
            return nil
        } catch {
            return error as? TransportError
        }
    }

    @Test(arguments: [LabFault.Cut.inHeaders, .afterHeaders, .inObject, .betweenEvents(after: 0)])
    func `an answer is cut off, and what it answered was done`(cut: LabFault.Cut) async throws {
        try await Lab.with { lab async throws in
            lab.server.inject(LabFault(.cut(cut), verb: "create"))
            let error = await #expect(throws: TransportError.self) {
                try await lab.send("POST", Lab.configMaps, Lab.configMap("c"))
            }
            #expect(error?.code == .connectionLost)
            #expect(lab.server.object("configmaps", namespace: "default", name: "c") != nil)
            #expect(try await lab.send("GET", Lab.configMaps + "/c").status == 200)
        }
    }

    @Test(arguments: [
        (LabFault.Cut.inHeaders, 0), (.afterHeaders, 0), (.inObject, 0), (.betweenEvents(after: 0), 0), (.betweenEvents(after: 2), 2),
    ]) func `a watch is cut off`(cut: LabFault.Cut, events: Int) async throws {
        try await Lab.with { lab async throws in
            for name in ["a", "b", "c"] { try lab.server.put(Lab.configMap(name)) }
            lab.server.inject(LabFault(.cut(cut), verb: "watch"))
            var seen = 0
            let error = await #expect(throws: TransportError.self) {
                try await lab.follow(Lab.configMaps + "?watch=1") { _, _ in
                    seen += 1
                    return true
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(seen == events)
        }
    }

    @Test(arguments: [LabFault.Cut.inHeaders, .afterHeaders, .inObject]) func `an answer that stalls says nothing more`(
        cut: LabFault.Cut
    ) async throws {
        try await Lab.with { lab async throws in
            lab.server.inject(LabFault(.stall(cut), verb: "list"))
            let error = await #expect(throws: TransportError.self) {
                try await lab.send("GET", Lab.configMaps, deadline: .milliseconds(300))
            }
            #expect(error?.code == .deadlineExceeded)
        }
    }

    @Test func `a test answers in the server's place`() async throws {
        try await Lab.with { lab async throws in
            lab.server.inject(LabFault(.answer(code: 429, headers: ["Retry-After": "7"], body: Array("{}".utf8)), verb: "list"))
            let answer = try await lab.exchange("GET", Lab.configMaps)
            #expect(answer.status == 429)
            #expect(answer.retryAfter == .seconds(7))
            #expect(answer.text == "{}")
        }
    }

    @Test func `a restart may lose the newest writes, and versions go back`() async throws {
        try await Lab.with { lab async throws in
            let kept = try lab.server.put(Lab.configMap("kept", ["a": "1"]))
            try lab.server.put(Lab.configMap("kept", ["a": "2"]))
            try lab.server.put(Lab.configMap("lost"))
            let newest = lab.server.revision
            async let watched = end(of: Lab.configMaps + "?watch=1&resourceVersion=\(newest)", lab)
            try await lab.eventually("the watch is there") { lab.server.watchCount == 1 }
            lab.server.restart(losing: 2)
            #expect(await watched?.code == .connectionLost)
            #expect(lab.server.revision == newest - 2)
            #expect(try await lab.send("GET", Lab.configMaps + "/kept").value["data"] == kept["data"])
            #expect(try await lab.send("GET", Lab.configMaps + "/lost").status == 404)
            #expect(try await lab.watch(Lab.configMaps + "?watch=1&resourceVersion=\(newest - 3)", count: 1).first?.object["code"] == 410)
            // A version in the future waits until it is passed.
            async let later = lab.watch(Lab.configMaps + "?watch=1&resourceVersion=\(newest)", count: 1)
            try await lab.eventually("the watch is there") { lab.server.watchCount == 1 }
            for value in 0..<3 { try lab.server.put(Lab.configMap("kept", ["b": .string("\(value)")])) }
            #expect(try await later.first?.object["metadata"]?["resourceVersion"] == .string("\(newest + 1)"))
        }
    }

    @Test(arguments: [false, true]) func `a new watch repeats events`(reordered: Bool) async throws {
        try await Lab.with { lab async throws in
            for value in 0..<3 { try lab.server.put(Lab.configMap("a", ["n": .string("\(value)")])) }
            try lab.server.put(Lab.configMap("b"))
            lab.server.repeatEventsOnReconnect(2, reordered: reordered)
            let path = Lab.configMaps + "?watch=1&fieldSelector=metadata.name%3Da&resourceVersion=\(lab.server.revision)"
            let seen = try await lab.watch(path, count: 2).compactMap { $0.object["data"]?["n"]?.stringValue }
            #expect(seen == (reordered ? ["2", "1"] : ["1", "2"]))
        }
    }

    @Test func `events are late, writes are not`() async throws {
        try await Lab.with { lab async throws in
            lab.server.delayWatches(by: .milliseconds(400))
            let start = ContinuousClock.now
            async let watched = lab.watch(Lab.configMaps + "?watch=1&resourceVersion=\(lab.server.revision)", count: 2)
            try await lab.eventually("the watch is there") { lab.server.watchCount == 1 }
            for name in ["a", "b"] { _ = try await lab.send("POST", Lab.configMaps, Lab.configMap(name)) }
            let names = try await watched.compactMap { $0.object["metadata"]?["name"]?.stringValue }
            #expect(names == ["a", "b"])
            #expect(ContinuousClock.now - start >= .milliseconds(400))
        }
    }

    @Test(arguments: [LabKubernetesConfiguration.InitialEvents.refused, .ignored]) func `an old server has no streaming lists`(
        kind: LabKubernetesConfiguration.InitialEvents
    ) async throws {
        var configuration = LabKubernetesConfiguration()
        configuration.initialEvents = kind
        configuration.bookmarkInterval = .milliseconds(50)
        try await Lab.with(configuration) { lab async throws in
            try lab.server.put(Lab.configMap("a"))
            let path = Lab.configMaps + "?watch=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
            if kind == .refused {
                let refused = try await lab.send("GET", path)
                #expect(refused.status == 422)
                #expect(refused.value["message"]?.stringValue?.contains("unless the WatchList feature gate is enabled") == true)
            } else {
                let seen = try await lab.watch(path, count: 2)
                #expect(seen.map(\.type) == ["ADDED", "BOOKMARK"])
                #expect(seen.last?.object["metadata"]?["annotations"] == nil)
            }
        }
    }
}
