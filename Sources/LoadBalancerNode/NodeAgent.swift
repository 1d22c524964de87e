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

        let ingresses = Reflector(
            Ingress.self, client: client, namespace: namespace,
            selection: ListOptions(fieldSelector: "metadata.name=\(configuration.ingress)"), logger: logger)
        let services = Reflector(KubernetesAPI.Service.self, client: client, namespace: namespace, logger: logger)
        let endpoints = Reflector(EndpointSlice.self, client: client, namespace: namespace, logger: logger)
        let nodes = Reflector(Node.self, client: client, logger: logger)

        self.services = [
            ingresses, services, endpoints, nodes,
            TableService(
                ingress: ObjectKey(namespace: namespace, name: configuration.ingress), ingresses: ingresses, services: services,
                endpoints: endpoints, nginx: nginx, lastGood: lastGood, status: status, logger: logger),
            PeersService(
                nodes: nodes, configuration: configuration, directory: options.birdDirectory,
                bird: BirdControl(program: options.birdc, socket: options.birdSocket), ss: options.ss, lastGood: lastGood,
                status: status, logger: logger),
            PeerAnnouncement(file: options.bgpPeer, client: client, logger: logger),
            HealthService(nginx: nginx, status: status, logger: logger),
            CredentialService(credential: credential, client: client, logger: logger),
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
