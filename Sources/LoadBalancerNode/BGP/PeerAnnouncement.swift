import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// Introduces this node to Calico: applies the BGPPeer that cloud-init left on it, and puts it back should it go.
public struct PeerAnnouncement: ServiceLifecycle.Service, CustomStringConvertible {
    private let file: String
    private let client: KubernetesClient
    private let logger: Logger
    private let interval: Duration = .seconds(60)

    /// Makes the service.
    ///
    /// - Parameter file: the BGPPeer as JSON.
    public init(file: String, client: KubernetesClient, logger: Logger) {
        self.file = file
        self.client = client
        self.logger = logger
    }

    // The service group logs it; the stored properties, spelled out, are nobody's business.
    public var description: String { "PeerAnnouncement" }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = 0
            while !Task.isCancelled {
                do {
                    try await self.announce()
                    failures = 0
                } catch is CancellationError {
                    return
                } catch {
                    failures += 1
                    self.logger.warning("the BGPPeer cannot be applied: \(error)")
                }
                try? await Task.sleep(for: failures == 0 ? self.interval : TokenRenewal.pause(afterFailures: failures))
            }
        }
    }

    private func announce() async throws {
        let peer: BGPPeer
        do {
            peer = try JSONReader.decode(BGPPeer.self, from: NodeFile.read(file))
        } catch let error as JSONError {
            throw NodeError(.configuration, "\(file): \(error)")
        }
        if let present = try await client.getIfPresent(BGPPeer.self, peer.metadata.name), Self.isAnnounced(peer, by: present) { return }
        try await client.apply(peer, fieldManager: "ake-node")
        logger.info("this node is introduced to Calico", metadata: ["bgppeer": "\(peer.metadata.name)"])
    }

    /// Whether the object in the cluster says what the file says, so that nothing is to be written.
    static func isAnnounced(_ wanted: BGPPeer, by present: BGPPeer) -> Bool {
        present.spec == wanted.spec && wanted.metadata.labels.allSatisfy { present.metadata.labels[$0.key] == $0.value }
    }
}
