import ControllerRuntime
import KubernetesAPI
import LabKubernetes
import Testing

/// A server that comes back from a backup: versions go back, and may be given out a second time.
@Suite(.timeLimit(.minutes(1))) struct ReflectorResetTests {
    @Test func `lost writes are undone`() async throws {
        try await ReflectorBench.run { bench in
            for name in ["a", "b"] { try bench.put(name) }
            try await bench.expectInStep()
            try bench.put("a", label: "lost")
            bench.remove("b")
            try bench.put("c")
            try await bench.expectInStep()
            bench.server.restart(losing: 3)
            try await bench.expectInStep()
            #expect(bench.changes == ["+a", "+b", "~a", "-b", "+c", "~a", "+b", "-c"])
            #expect(bench.reflector.store.lastSyncedVersion.map { $0.number <= bench.server.revision } == true)
        }
    }

    @Test func `the same version with another content is told`() async throws {
        try await ReflectorBench.run { bench in
            for name in ["a", "b", "c", "d"] { try bench.put(name) }
            try bench.put("a", label: "lost")
            try bench.put("b", label: "lost")
            try bench.put("c", label: "lost")
            try await bench.expectInStep()
            let version = bench.object("a")?.metadata.resourceVersion
            bench.server.inject(LabFault(.fail(code: 503), count: 3, verb: "list", resource: "services"))
            bench.server.restart(losing: 3)
            try bench.put("a", label: "other")
            try await bench.expectInStep()
            #expect(bench.object("a")?.metadata.resourceVersion == version && bench.object("a")?.metadata.labels["label"] == "other")
        }
    }

    @Test func `who waits for a version that was lost is set free`() async throws {
        try await ReflectorBench.run { bench in
            for name in ["a", "b", "c"] { try bench.put(name) }
            try await bench.expectInStep()
            let next = try #require(ResourceVersion(String(bench.server.revision + 1)))
            async let waiting: Void = bench.reflector.store.waitUntilSeen(next)
            bench.server.restart(losing: 2)
            try await bench.expectInStep()
            try await waiting
            #expect(!bench.reflector.hasSeen(next))
        }
    }

    @Test func `what is written after it is followed`() async throws {
        try await ReflectorBench.run { bench in
            for name in ["a", "b", "c"] { try bench.put(name) }
            try await bench.expectInStep()
            bench.server.restart(losing: 2)
            try await bench.expectInStep()
            for name in ["x", "y", "z"] { try bench.put(name) }
            bench.remove("a")
            try await bench.expectInStep()
            #expect(bench.changes == ["+a", "+b", "+c", "-b", "-c", "+x", "+y", "+z", "-a"])
        }
    }
}
