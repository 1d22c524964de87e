import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The lab's cluster beside its API server: LabDeployments, LabKubelet, LabEndpointSlices and LabCalico in one process.
///
/// They are stand-ins for kube-controller-manager, kube-scheduler, kubelet and calico/node. Nothing in them knows of Ingresses.
public struct ClusterStandIns: Sendable {
    static let byOwner = "owner"
    static let byNamespace = "namespace"
    static let byService = "service"
    /// What the Nodes of the stand-ins give as their kubelet's version: by it they are told from real ones.
    static let kubeletVersion = "lab"

    let configuration: LabConfiguration
    let client: KubernetesClient
    let logger: Logger

    /// Makes the stand-ins of a lab.
    public init(_ configuration: LabConfiguration, client: KubernetesClient, logger: Logger) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
    }

    /// Registers the workers as Nodes, then runs until the process is asked to end; Pods go on running.
    public func run() async throws {
        try await registerNodes()
        let deployments = Reflector(Deployment.self, client: client, logger: logger)
        let sets = Reflector(ReplicaSet.self, client: client, indexes: [Self.byOwner: Self.owner], logger: logger)
        let pods = Reflector(
            Pod.self, client: client, indexes: [Self.byOwner: Self.owner, Self.byNamespace: { [$0.metadata.namespace ?? ""] }],
            logger: logger)
        let services = Reflector(
            Service.self, client: client, indexes: [Self.byNamespace: { [$0.metadata.namespace ?? ""] }], logger: logger)
        let slices = Reflector(
            EndpointSlice.self, client: client,
            indexes: [Self.byService: { ["\($0.metadata.namespace ?? "")/\($0.serviceName ?? "")"] }], logger: logger)
        let nodes = Reflector(Node.self, client: client, logger: logger)
        let peers = Reflector(BGPPeer.self, client: client, logger: logger)

        let table = SandboxTable(folder: "\(configuration.state)/pods")
        let deploymentController = Controller(
            name: "lab-deployments",
            reconciler: LabDeployments(client: client, deployments: deployments.store, sets: sets.store), logger: logger
        ) {
            try await deployments.waitUntilSynced()
            try await sets.waitUntilSynced()
        }
        let setController = Controller(
            name: "lab-replicasets",
            reconciler: LabReplicaSets(client: client, sets: sets.store, pods: pods.store, nodes: nodes.store), logger: logger
        ) {
            try await sets.waitUntilSynced()
            try await pods.waitUntilSynced()
            try await nodes.waitUntilSynced()
        }
        let kubelet = Controller(
            name: "lab-kubelet",
            reconciler: LabKubelet(configuration: configuration, client: client, pods: pods.store, table: table, logger: logger),
            workers: 8, logger: logger
        ) { try await pods.waitUntilSynced() }
        let sliceController = Controller(
            name: "lab-endpointslices",
            reconciler: LabEndpointSlices(client: client, services: services.store, pods: pods.store, slices: slices.store),
            logger: logger
        ) {
            try await services.waitUntilSynced()
            try await pods.waitUntilSynced()
            try await slices.waitUntilSynced()
        }
        let calico = Controller(
            name: "lab-calico",
            reconciler: LabCalico(configuration: configuration, nodes: nodes.store, peers: peers.store, logger: logger),
            workers: 1, logger: logger
        ) {
            try await nodes.waitUntilSynced()
            try await peers.waitUntilSynced()
        }

        deployments.onChange { deploymentController.queue.add($0.object.key) }
        sets.onChange { change in
            setController.queue.add(change.object.key)
            Self.enqueueOwner(of: change.object, kind: "Deployment", in: deploymentController.queue)
        }
        let serviceStore = services.store
        pods.onChange { change in
            kubelet.queue.add(change.object.key)
            Self.enqueueOwner(of: change.object, kind: "ReplicaSet", in: setController.queue)
            for service in serviceStore.objects(inIndex: Self.byNamespace, at: change.object.metadata.namespace ?? "") {
                sliceController.queue.add(service.key)
            }
        }
        services.onChange { sliceController.queue.add($0.object.key) }
        slices.onChange { change in
            guard let name = change.object.serviceName else { return }
            sliceController.queue.add(ObjectKey(namespace: change.object.metadata.namespace, name: name))
        }
        let setStore = sets.store
        nodes.onChange { _ in
            calico.queue.add(LabCalico.key)
            for set in setStore.all { setController.queue.add(set.key) }
        }
        peers.onChange { _ in calico.queue.add(LabCalico.key) }
        for sandbox in table.all { kubelet.queue.add(ObjectKey(namespace: sandbox.podNamespace, name: sandbox.podName)) }

        let group = ServiceGroup(
            services: [
                deployments, sets, pods, services, slices, nodes, peers, deploymentController, setController, kubelet, sliceController,
                calico,
            ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private static func owner(_ object: some KubernetesObject) -> [String] {
        object.metadata.controllerReference.map { [$0.uid] } ?? []
    }

    private static func enqueueOwner(of object: some KubernetesObject, kind: String, in queue: WorkQueue) {
        guard let owner = object.metadata.controllerReference, owner.kind == kind else { return }
        queue.add(ObjectKey(namespace: object.metadata.namespace, name: owner.name))
    }

    private func registerNodes() async throws {
        for worker in LabAddresses.workers {
            let manager = "lab-kubelet"
            let labels = ["kubernetes.io/hostname": worker.name, "kubernetes.io/os": "linux"]
            let node = Node(metadata: ObjectMeta(name: worker.name, labels: labels), spec: .init(podCIDR: worker.block))
            try await client.apply(node, fieldManager: manager)
            let status: JSONValue = [
                "apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(worker.name)],
                "status": [
                    "addresses": [
                        ["type": "InternalIP", "address": .string(worker.address)], ["type": "Hostname", "address": .string(worker.name)],
                    ],
                    "conditions": [["type": "Ready", "status": "True", "reason": "LabKubelet", "message": "stand-in"]],
                    "nodeInfo": ["kubeletVersion": .string(Self.kubeletVersion), "operatingSystem": "linux", "architecture": "amd64"],
                ],
            ]
            try await client.patch(
                Node.self, worker.name, subresource: "status", with: .apply(status, fieldManager: manager, force: true))
        }
    }
}
