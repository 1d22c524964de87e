import ControllerRuntime
import HTTPTransport
import KubernetesAPI
import KubernetesClient
import Logging
import ServiceLifecycle

/// The agent put together: what runs on a load-balancer node, as services that go on independently of each other.
public struct NodeAgent: Sendable {
    /// The services, to be run in one group.
    public let services: [any ServiceLifecycle.Service]
    /// What they tell each other.
    public let status: NodeStatus
    private let client: KubernetesClient
    private let local: AsyncHTTPTransport

    /// Puts the agent together; makes no call yet.
    ///
    /// - Throws: ``NodeError`` or ``KubernetesError`` when a file of the configuration is wrong.
    public init(options: NodeOptions, configuration: NodeConfiguration, logger: Logger) throws {
        let credential = NodeCredential(kubeconfig: options.kubeconfig, runDirectory: options.runDirectory)
        let client = try KubernetesClient(configuration: credential.configuration())
        let local = try AsyncHTTPTransport(timeouts: .init(connect: .seconds(2)))
        let status = NodeStatus()
        let nginx = NginxAdmin(socket: options.nginxSocket, transport: local)
        let lastGood = LastKnownGood(directory: options.stateDirectory)
        let namespace = configuration.namespace

        let source: any RoutingSource =
            if let group = configuration.group {
                GroupSource(group: ObjectKey(namespace: namespace, name: group), client: client, logger: logger)
            } else {
                NamespaceSource(namespace: namespace, names: [configuration.ingress], client: client, logger: logger)
            }
        let nodes = Reflector(Node.self, client: client, logger: logger)

        self.services =
            source.services + [
                nodes, TableService(source: source, nginx: nginx, lastGood: lastGood, status: status, logger: logger),
                PeersService(
                    nodes: nodes, configuration: configuration, directory: options.birdDirectory,
                    bird: BirdControl(program: options.birdc, socket: options.birdSocket), ss: options.ss, lastGood: lastGood,
                    status: status, logger: logger),
                PeerAnnouncement(file: options.bgpPeer, client: client, logger: logger),
                HealthService(nginx: nginx, status: status, logger: logger),
                ReportService(
                    peerFile: options.bgpPeer, configuration: configuration, client: client, status: status, logger: logger),
                CredentialService(credential: credential, client: client, logger: logger) {
                    if let group = configuration.group {
                        _ = try await client.getIfPresent(IngressGroup.self, group, namespace: namespace)
                    } else {
                        _ = try await client.getIfPresent(Ingress.self, configuration.ingress, namespace: namespace)
                    }
                },
            ]
        self.status = status
        self.client = client
        self.local = local
    }

    /// Closes the connections after the services have ended.
    public func shutdown() async {
        await client.shutdown()
        await local.shutdown()
    }
}
