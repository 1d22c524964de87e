import ControllerRuntime
import KubernetesAPI
import Logging

/// Stand-in for calico/node's confd: gives each worker's BIRD its peers whenever Nodes or BGPPeers change.
struct LabCalico: Reconciler {
    /// The one key: all peers are rendered together.
    static let key = ObjectKey(name: "peers")

    let configuration: LabConfiguration
    let nodes: Store<Node>
    let peers: Store<BGPPeer>
    let logger: Logger

    func reconcile(_ key: ObjectKey) async throws -> ReconcileResult {
        let mesh = Self.mesh(nodes.all)
        for worker in LabAddresses.workers {
            let chosen = Self.peers(peers.all, of: worker.name)
            if try await WorkerBird(configuration, worker: worker).configure(mesh: mesh, peers: chosen) {
                logger.info("BIRD of \(worker.name) has new peers: \(chosen.map(\.address).joined(separator: ", "))")
            }
        }
        return .done
    }

    /// Addresses of the nodes that have one.
    static func mesh(_ nodes: [Node]) -> [String] { nodes.compactMap { $0.address() }.filter(CalicoBird.isAddress) }

    /// The peers that a node has: those for every node and those for it. A peer that is being deleted goes at once.
    static func peers(_ objects: [BGPPeer], of node: String) -> [CalicoBird.Peer] {
        objects.compactMap { object in
            guard !object.metadata.isBeingDeleted, let spec = object.spec, spec.node == nil || spec.node == node,
                let address = spec.peerIP, CalicoBird.isAddress(address), let number = spec.asNumber, number > 0
            else { return nil }
            return CalicoBird.Peer(address: address, autonomousSystem: number)
        }
    }
}
