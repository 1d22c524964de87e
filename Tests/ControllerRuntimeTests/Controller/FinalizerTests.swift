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
}
