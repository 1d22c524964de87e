import ControllerRuntime
import Glibc
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

// A controller process for tests: what it does is its first argument, the cluster is its second, a kubeconfig in JSON. The third is the process
// that started it, without which it has nothing to do: a runner that crashes or is killed leaves nothing behind.

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
let arguments = CommandLine.arguments
guard arguments.count == 4, let parent = pid_t(arguments[3]) else { exit(64) }
let watch = Task.detached {
    while getppid() == parent { try await Task.sleep(for: .milliseconds(200)) }
    exit(70)
}
let client = try KubernetesClient(
    configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: arguments[2])))

@Sendable func service(_ name: String) -> KubernetesAPI.Service {
    Service(metadata: ObjectMeta(name: name, namespace: "default"), spec: .init(ports: [.init(port: 80)]))
}

/// Tells its process id by a Service, then works for a moment, or for ever.
struct Working: Reconciler {
    let client: KubernetesClient
    let isDeaf: Bool

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        guard key.name == "work" else { return .done }
        try await client.create(service("at-work"))
        if isDeaf { await withCheckedContinuation { (_: CheckedContinuation<Void, Never>) in } }
        try await Task.sleep(for: .milliseconds(300))
        try await client.create(service("ended-its-work"))
        return .done
    }
}

switch arguments[1] {
case "work", "work-deaf":
    let manager = try Manager(client: client, logger: quiet, leaderElection: .lease("default/test"))
    manager.add(
        Controller(
            name: "work", for: manager.cache(Service.self),
            reconciler: Working(client: manager.client, isDeaf: arguments[1] == "work-deaf"), workers: 1))
    try await manager.run()
case "stop-before-write":
    // Leads, writes, stops itself when it is about to write again, and tells by its exit code what became of that write.
    let fence = LeadershipFence()
    let fenced = client.wrappingTransport { FencedTransport(base: $0, fence: fence) }
    let elector = LeaderElector(
        lease: ObjectKey(namespace: "default", name: "lock"), identity: "stopped", client: client,
        timing: LeaderElectionTiming(leaseDuration: .seconds(4), renewDeadline: .seconds(2), retryPeriod: .milliseconds(200)), fence: fence,
        logger: quiet)
    try await elector.run {
        try await fenced.create(service("in-time"))
        raise(SIGSTOP)
        do {
            try await fenced.create(service("too-late"))
            exit(1)
        } catch is LeadershipLapsed {
            exit(7)
        }
    }
default: exit(64)
}
