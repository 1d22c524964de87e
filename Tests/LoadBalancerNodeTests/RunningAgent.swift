import JSON
import LoadBalancerNode
import Logging
import ServiceLifecycle

#if canImport(Glibc)
    import Glibc
#endif

/// The agent in this process, on the files of a sandbox.
enum RunningAgent {
    /// Runs the agent while the body runs, then ends it as SIGTERM does.
    static func with<Value: Sendable>(
        _ sandbox: Sandbox, _ worker: Worker, kubeconfig: [UInt8]? = nil, _ body: @escaping @Sendable (NodeAgent) async throws -> Value
    ) async throws -> Value {
        let options = try write(sandbox, worker, kubeconfig)
        let configuration = NodeConfiguration(
            namespace: "shop", ingress: "web", ingressUID: "u-1", podCIDR: "10.244.0.0/16", bgpAS: 64512, clusterAddress: Worker.nodeAddress
        )
        // With the variable set, a failed test shows what the agent said.
        let isLoud = getenv("AKE_TEST_LOG") != nil
        var logger = Logger(label: "agent") { label -> any LogHandler in
            if isLoud { StreamLogHandler.standardError(label: label) } else { SwiftLogNoOpLogHandler() }
        }
        logger.logLevel = .debug
        let agent = try NodeAgent(options: options, configuration: configuration, logger: logger)
        let group = ServiceGroup(services: agent.services, logger: logger)
        let result = try await withThrowingTaskGroup(of: Value?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask { try await body(agent) }
            var value: Value?
            while let next = try await tasks.next() {
                guard let next else { continue }
                value = next
                await group.triggerGracefulShutdown()
            }
            return value
        }
        await agent.shutdown()
        guard let result else { throw Shell.Failure(description: "the agent ended by itself") }
        return result
    }

    private static func write(_ sandbox: Sandbox, _ worker: Worker, _ kubeconfig: [UInt8]?) throws -> NodeOptions {
        let root = sandbox.root
        var options = NodeOptions()
        options.kubeconfig = "\(root)/kubeconfig"
        options.nginxSocket = "\(root)/run/ake/nginx.sock"
        options.stateDirectory = "\(root)/var/lib/ake"
        options.runDirectory = "\(root)/run/ake"
        options.birdDirectory = "\(root)/run/ake/bird"
        options.birdSocket = worker.socket
        options.bgpPeer = "\(root)/bgppeer.yaml"
        options.ss = "\(root)/ss"
        if let kubeconfig { try NodeFile.replace(options.kubeconfig, with: kubeconfig, mode: 0o600) }
        // As heat/templates/cloud-init/15_set_bgppeer_yaml.py writes it.
        let peer: JSONValue = [
            "apiVersion": "crd.projectcalico.org/v1", "kind": "BGPPeer",
            "metadata": ["name": "anlb-node-0", "labels": ["ake.adtech.cyberagent.io/ingress-uid": "u-1"]],
            "spec": ["peerIP": .string(Worker.nodeAddress), "asNumber": 64512],
        ]
        try NodeFile.replace(options.bgpPeer, with: peer.serialized())
        let ss = "#!/bin/sh\nexec ip netns exec \(sandbox.namespace) ss \"$@\"\n"
        try NodeFile.replace(options.ss, with: Array(ss.utf8), mode: 0o755)
        return options
    }
}
