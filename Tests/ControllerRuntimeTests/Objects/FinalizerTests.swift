import ControllerRuntime
import KubernetesAPI
import KubernetesClient
import Testing

@Suite(.timeLimit(.minutes(1))) struct FinalizerTests {
    @Test func `a finalizer that somebody else added meanwhile is not lost`() async throws {
        try await Cluster.with { cluster in
            let stale = try await cluster.client.create(cluster.service("a"))
            try await cluster.client.addFinalizer("example.com/other", to: stale)
            let error = try await #require(throws: KubernetesError.self) {
                try await cluster.client.addFinalizer("example.com/ours", to: stale)
            }
            #expect(error.isConflict)
            let fresh = try await cluster.client.get(KubernetesAPI.Service.self, "a", namespace: "default")
            try await cluster.client.addFinalizer("example.com/ours", to: fresh)
            let both = try await cluster.client.get(KubernetesAPI.Service.self, "a", namespace: "default")
            #expect(both.metadata.finalizers == ["example.com/other", "example.com/ours"])
            try await cluster.client.removeFinalizer("example.com/ours", from: both)
            #expect(
                try await cluster.client.get(KubernetesAPI.Service.self, "a", namespace: "default").metadata.finalizers == [
                    "example.com/other"
                ])
        }
    }

    @Test func `a finalizer goes whatever else has changed meanwhile, and no other one with it`() async throws {
        try await Cluster.with { cluster in
            let client = cluster.client
            var service = cluster.service("a")
            service.metadata.finalizers = ["example.com/first", "example.com/ours"]
            let stale = try await client.create(service)
            try await client.patch(
                Service.self, "a", namespace: "default",
                with: .merge([
                    "metadata": ["labels": ["a": "b"], "finalizers": ["example.com/new", "example.com/first", "example.com/ours"]]
                ]))
            try await client.removeFinalizer("example.com/ours", from: stale)
            let now = try await client.get(Service.self, "a", namespace: "default")
            #expect(now.metadata.finalizers == ["example.com/new", "example.com/first"])
            try await client.removeFinalizer("example.com/ours", from: stale)
            #expect(try await client.get(Service.self, "a", namespace: "default").metadata.finalizers.count == 2)
        }
    }

    @Test func `an object that is gone, or another one of its name, is not touched`() async throws {
        try await Cluster.with { cluster in
            let client = cluster.client
            var service = cluster.service("a")
            service.metadata.finalizers = ["example.com/ours"]
            let old = try await client.create(service)
            try await client.removeFinalizer("example.com/ours", from: old)
            try await client.delete(Service.self, "a", namespace: "default")
            try await client.removeFinalizer("example.com/ours", from: old)
            try await client.create(service)
            try await client.removeFinalizer("example.com/ours", from: old)
            #expect(try await client.get(Service.self, "a", namespace: "default").metadata.finalizers == ["example.com/ours"])
        }
    }
}
