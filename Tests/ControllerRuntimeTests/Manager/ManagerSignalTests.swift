import Glibc
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

/// Whole processes, and signals to them.
@Suite(.timeLimit(.minutes(2))) struct ManagerSignalTests {
    private func running(_ mode: String, _ body: @escaping @Sendable (Cluster, ChildProcess) async throws -> Void) async throws {
        try await Cluster.with { cluster in
            try cluster.put("work")
            try await ChildProcess.with(mode, String(decoding: cluster.server.kubeconfig, as: UTF8.self)) { child in
                try await eventually("the process is at work") {
                    cluster.server.object("services", namespace: "default", name: "at-work") != nil
                }
                try await body(cluster, child)
            }
        }
    }

    @Test func `on SIGTERM the work in hand is ended, the lease released, and the process ends without an error`() async throws {
        try await running("work") { cluster, child in
            child.send(SIGTERM)
            #expect(await child.end() == .exit(0))
            #expect(cluster.server.object("services", namespace: "default", name: "ended-its-work") != nil)
            let lease = cluster.server.object("leases", group: "coordination.k8s.io", namespace: "default", name: "test")
            #expect(lease?["spec"]?["holderIdentity"] == "")
        }
    }

    @Test func `a second signal ends at once a process whose work does not end`() async throws {
        try await running("work-deaf") { _, child in
            let began = ContinuousClock.now
            child.send(SIGTERM)
            try await Task.sleep(for: .seconds(1))
            child.send(SIGTERM)
            #expect(await child.end() == .signal(SIGTERM))
            #expect(ContinuousClock.now - began < .seconds(25))
        }
    }

    @Test("a process that a test leaves behind is ended, at work or stopped", arguments: [SIGCONT, SIGSTOP])
    func leftBehind(signal: Int32) async throws {
        struct Failed: Error {}
        let left = NIOLockedValueBox<pid_t?>(nil)
        await #expect(throws: Failed.self) {
            try await running("work-deaf") { _, child in
                left.withLockedValue { $0 = child.pid }
                child.send(signal)
                throw Failed()
            }
        }
        let pid = try #require(left.withLockedValue { $0 })
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }
}
