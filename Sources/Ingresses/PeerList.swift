import KubernetesAPI
import KubernetesClient

/// Finds the BGP peers that a stack's nodes have made.
struct PeerList: Sendable {
    let client: KubernetesClient

    /// Those of a stack.
    func peers(of uid: String) async throws -> [BGPPeer] {
        do {
            return try await client.listAll(BGPPeer.self, options: ListOptions(labelSelector: "\(IngressNames.uidLabel)=\(uid)")).items
        } catch let error as KubernetesError where error.isNotFound {
            // A cluster without Calico's resources has no peers to remove.
            return []
        }
    }
}
