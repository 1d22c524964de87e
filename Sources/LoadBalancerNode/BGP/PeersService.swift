import ControllerRuntime
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Keeps BIRD's peers in step with the cluster's nodes, looks at what BIRD has learned, and ends connections into withdrawn networks.
public final class PeersService: ServiceLifecycle.Service {
    private struct State {
        var wanted: PeersConfiguration?
        var written: PeersConfiguration?
        var withdrawn = WithdrawnRoutes()
    }

    private let nodes: Reflector<Node>
    private let configuration: NodeConfiguration
    private let file: String
    private let bird: BirdControl
    private let ss: String
    private let lastGood: LastKnownGood
    private let status: NodeStatus
    private let logger: Logger
    private let wakeups = Wakeups()
    private let state = NIOLockedValueBox(State())

    /// Makes the service.
    ///
    /// - Parameters:
    ///   - nodes: told of the cluster's nodes.
    ///   - directory: where `peers.conf` is written.
    ///   - ss: the program `ss`.
    public init(
        nodes: Reflector<Node>, configuration: NodeConfiguration, directory: String, bird: BirdControl, ss: String,
        lastGood: LastKnownGood, status: NodeStatus, logger: Logger
    ) {
        self.nodes = nodes
        self.configuration = configuration
        self.file = "\(directory)/peers.conf"
        self.bird = bird
        self.ss = ss
        self.lastGood = lastGood
        self.status = status
        self.logger = logger
        let wakeups = wakeups
        nodes.onChange { _ in wakeups.changed() }
    }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        loadLastGood()
        await cancelWhenGracefulShutdown {
            await self.wakeups.loop(every: .seconds(1)) { await self.step() }
        }
    }

    private func loadLastGood() {
        do {
            guard let addresses = try lastGood.peers() else { return }
            let peers = PeersConfiguration(addresses: addresses, autonomousSystem: configuration.bgpAS)
            state.withLockedValue { $0.wanted = peers }
            logger.info("peering with \(addresses.count) node(s) known from before until the API server answers")
        } catch {
            logger.warning("the last known peers cannot be used: \(error)")
        }
    }

    private func step() async {
        if wakeups.takeChange(), nodes.hasSynced {
            let peers = PeersConfiguration(nodes: nodes.store.all, autonomousSystem: configuration.bgpAS)
            // A cluster without nodes is not believed: it would cut the last good routes.
            if peers.addresses.isEmpty {
                logger.warning("the API server tells of no node with an IPv4 InternalIP; the peers stay as they are")
            } else {
                state.withLockedValue { $0.wanted = peers }
            }
        }
        await configure()
        await observe()
    }

    private func configure() async {
        let (wanted, written) = state.withLockedValue { ($0.wanted, $0.written) }
        guard let wanted, wanted != written else { return }
        do {
            let text = Array(wanted.text.utf8)
            if NodeFile.readIfPresent(file) != text { try NodeFile.replace(file, with: text) }
            try await bird.configure()
            state.withLockedValue { $0.written = wanted }
            try lastGood.save(peers: wanted.addresses)
            logger.info("BIRD peers with the cluster's nodes", metadata: ["nodes": "\(wanted.addresses.joined(separator: " "))"])
        } catch {
            logger.warning("\(error)")
        }
    }

    private func observe() async {
        do {
            let seen = try await bird.status()
            status.update { $0.bird = seen }
            for network in state.withLockedValue({ $0.withdrawn.update(seen.routes) }) { await end(connectionsInto: network) }
        } catch is CancellationError {
            return
        } catch {
            // BIRD, restarted, has the file, but perhaps not the newest; and what it has to learn again was not withdrawn.
            state.withLockedValue {
                $0.written = nil
                $0.withdrawn = WithdrawnRoutes()
            }
            status.update { $0.bird = nil }
            logger.debug("\(error)")
        }
    }

    private func end(connectionsInto network: String) async {
        do {
            _ = try await Program.output(ss, ["-K", "-H", "dst", network])
            logger.notice("a network was withdrawn; the connections into it are ended", metadata: ["network": "\(network)"])
        } catch {
            logger.warning("the connections into the withdrawn network \(network) cannot be ended: \(error)")
        }
    }
}
