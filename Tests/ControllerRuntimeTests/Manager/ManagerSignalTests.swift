import Glibc
import KubernetesAPI
import LabKubernetes
import Testing

/// Whole processes, and signals to them.
@Suite(.timeLimit(.minutes(2))) struct ManagerSignalTests {
    private func running(_ cluster: Cluster, _ mode: String) async throws -> ChildProcess {
        try cluster.put("work")
        let child = try ChildProcess(mode, String(decoding: cluster.server.kubeconfig, as: UTF8.self))
        try await eventually("the process is at work") {
            cluster.server.object("services", namespace: "default", name: "at-work") != nil
        }
        return child
    }

    @Test func `on SIGTERM the work in hand is ended, the lease released, and the process ends without an error`() async throws {
        try await Cluster.with { cluster in
            let child = try await running(cluster, "work")
            child.send(SIGTERM)
            #expect(try await child.end() == .exit(0))
            #expect(cluster.server.object("services", namespace: "default", name: "ended-its-work") != nil)
            let lease = cluster.server.object("leases", group: "coordination.k8s.io", namespace: "default", name: "test")
            #expect(lease?["spec"]?["holderIdentity"] == "")
        }
    }

    @Test func `a second signal ends at once a process whose work does not end`() async throws {
        try await Cluster.with { cluster in
            let child = try await running(cluster, "work-deaf")
            let began = ContinuousClock.now
            child.send(SIGTERM)
            try await Task.sleep(for: .seconds(1))
            child.send(SIGTERM)
            #expect(try await child.end() == .signal(SIGTERM))
            #expect(ContinuousClock.now - began < .seconds(25))
        }
    }
}
