import ControllerRuntime
import Glibc
import JSON
import KubernetesAPI
import KubernetesClient
import Logging

/// Stand-in for the kubelets of all workers: a Pod is a network namespace in which `ake-lab echo` runs.
struct LabKubelet: Reconciler {
    /// Images that the lab runs, each as its echo server.
    static let image = "ake-lab/echo"

    let configuration: LabConfiguration
    let client: KubernetesClient
    let pods: Store<Pod>
    let table: SandboxTable
    let logger: Logger

    private var supervisor: Supervisor { Supervisor(configuration) }
    private var network: PodNetwork { PodNetwork(configuration: configuration) }

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        let pod = pods[key]
        // Sandboxes of Pods that are gone without leave, or were replaced under the same name.
        for sandbox in table.all where ObjectKey(namespace: sandbox.podNamespace, name: sandbox.podName) == key {
            if sandbox.uid != pod?.metadata.uid { try await remove(sandbox) }
        }
        guard let pod, let uid = pod.metadata.uid, let worker = LabAddresses.workers.first(where: { $0.name == pod.node }) else {
            return .done
        }
        if pod.metadata.isBeingDeleted { return try await finish(pod, uid: uid) }
        guard let problem = Self.problem(with: pod) else { return try await run(pod, uid: uid, on: worker) }
        try await report(pod, sandbox: nil, worker: worker, .imageUnknown(problem))
        return .done
    }

    /// Why a Pod cannot be run here, or nil.
    static func problem(with pod: Pod) -> String? {
        guard pod.containers.count == 1, let image = pod.containers.first?["image"]?.stringValue else {
            return "the lab runs Pods of exactly one container"
        }
        let name = image.split(separator: ":", maxSplits: 1).first.map(String.init) ?? ""
        return name == Self.image ? nil : "the lab has no image \"\(image)\"; the one it runs is \(Self.image)"
    }

    private func run(_ pod: Pod, uid: String, on worker: LabWorker) async throws -> ReconcileResult {
        var sandbox: PodSandbox
        if let present = table[uid] {
            sandbox = present
        } else {
            let port = pod.containers.first?["ports"]?[0]?["containerPort"]?.intValue ?? 8080
            let reserved = try table.reserve(
                uid: uid, namespace: pod.metadata.namespace ?? "", name: pod.metadata.name, worker: worker, port: port)
            guard let reserved else { throw LabError("the block \(worker.block) of \(worker.name) has no free address for \(pod.key)") }
            sandbox = reserved
        }
        var record = supervisor.record(sandbox.processName)
        if record?.isAlive != true {
            if record != nil {
                sandbox.restarts += 1
                try table.update(sandbox)
                logger.warning("\(pod.key): its process ended, it is started again")
            } else {
                try await network.connect(sandbox)
            }
            record = try await supervisor.start(
                sandbox.processName, on: sandbox.host,
                ["\(configuration.binaries)/ake-lab", "echo", "--pod", pod.metadata.name, "--port", String(sandbox.port)])
        }
        let listening = record.map { ListeningPorts.of(pid: $0.pid).contains(sandbox.port) } ?? false
        try await report(pod, sandbox: sandbox, worker: worker, .running(listening: listening))
        // Nobody tells of a process that ends; a real kubelet is told by its container runtime.
        return .requeue(after: listening ? .seconds(1) : .milliseconds(20))
    }

    private func finish(_ pod: Pod, uid: String) async throws -> ReconcileResult {
        if let sandbox = table[uid] {
            if let record = supervisor.record(sandbox.processName), record.isAlive {
                let deadline = (pod.metadata.deletionTimestamp ?? WallClock.now).advanced(by: .seconds(1))
                record.signal(WallClock.now > deadline ? SIGKILL : SIGTERM)
                return .requeue(after: .milliseconds(50))
            }
            try await remove(sandbox)
        }
        do {
            try await client.delete(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace,
                options: DeleteOptions(gracePeriodSeconds: 0, preconditions: .init(uid: uid)))
        } catch let error as KubernetesError where error.isNotFound || error.isConflict {}
        return .done
    }

    private func remove(_ sandbox: PodSandbox) async throws {
        try await supervisor.stop(sandbox.processName, grace: .seconds(2))
        try await network.disconnect(sandbox)
        try table.release(sandbox)
    }

    private func report(_ pod: Pod, sandbox: PodSandbox?, worker: LabWorker, _ observation: PodStatus.Observation) async throws {
        let status = PodStatus.value(
            of: pod, sandbox: sandbox, hostAddress: worker.address, observation: observation, now: WallClock.now)
        guard status != pod.status else { return }
        do {
            try await client.patch(
                Pod.self, pod.metadata.name, namespace: pod.metadata.namespace, subresource: "status",
                with: .merge(["metadata": ["uid": .string(pod.metadata.uid ?? "")], "status": status]))
        } catch let error as KubernetesError where error.isNotFound {}
    }
}
