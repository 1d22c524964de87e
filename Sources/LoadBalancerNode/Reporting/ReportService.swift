import FoundationEssentials
import JSON
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// Tells the cluster what this node serves, by a ``NodeReport`` under the name of its BGPPeer.
public struct ReportService: ServiceLifecycle.Service, CustomStringConvertible {
    private let peerFile: String
    private let configuration: NodeConfiguration
    private let client: KubernetesClient
    private let status: NodeStatus
    private let logger: Logger
    private let interval: Duration = .milliseconds(500)

    /// Makes the service.
    ///
    /// - Parameter peerFile: the node's BGPPeer as JSON; its name is the only one that the node may use.
    public init(peerFile: String, configuration: NodeConfiguration, client: KubernetesClient, status: NodeStatus, logger: Logger) {
        self.peerFile = peerFile
        self.configuration = configuration
        self.client = client
        self.status = status
        self.logger = logger
    }

    // The service group logs it; the stored properties, spelled out, are nobody's business.
    public var description: String { "ReportService" }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var pacing = ReportPacing()
            while !Task.isCancelled {
                do {
                    try await self.step(&pacing)
                } catch is CancellationError {
                    return
                } catch {
                    let pause = pacing.failed(now: .now)
                    self.logger.warning("what this node serves cannot be reported: \(error)", metadata: ["pause": "\(pause)"])
                }
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    private func step(_ pacing: inout ReportPacing) async throws {
        switch pacing.action(served: status.now.served, now: .now) {
        case .wait: break
        case .look:
            let present = try await client.getIfPresent(NodeReport.self, try name(), namespace: configuration.namespace)
            pacing.saw(present.flatMap { $0.address == configuration.clusterAddress ? $0.ingresses : nil }, now: .now)
        case .write(let served):
            let metadata = ObjectMeta(
                name: try name(), namespace: configuration.namespace,
                labels: ["\(AKE.group)/ingress-uid": configuration.ingressUID])
            let report = NodeReport(
                metadata: metadata, address: configuration.clusterAddress, ingresses: served,
                reportedAt: Timestamp(seconds: Int64(Date().timeIntervalSince1970)))
            try await client.apply(report, fieldManager: "ake-node")
            pacing.wrote(served, now: .now)
            logger.debug("what this node serves is reported", metadata: ["ingresses": "\(served.count)"])
        }
    }

    private func name() throws -> String {
        do {
            return try JSONReader.decode(BGPPeer.self, from: NodeFile.read(peerFile)).metadata.name
        } catch let error as JSONError {
            throw NodeError(.configuration, "\(peerFile): \(error)")
        }
    }
}
