import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import HTTPTransport
import Ingresses
import KubernetesClient
import OpenStackClient

/// `ake-controller ingress`.
struct IngressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingress", abstract: "Turns Ingresses into credentials, HeatStacks and addresses.")

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions

    @Option(help: "The API server's URL as the LB nodes reach it. Without it: the one that this controller uses.")
    var nodeAPIServer: String?

    @Option(help: "A file with the authority that LB nodes trust for it, PEM. Without it: the one that this controller trusts.")
    var nodeCAFile: String?

    @Option(
        help: """
            The entry of clouds.yaml in whose Designate the hosts of Ingresses get their names, where a class wants it. Without it, classes \
            can publish by external-dns only.
            """)
    var dnsCloud: String?

    @Option(help: "The namespace of the stacks that Ingresses of several namespaces share. Default: ake-system.")
    var groupNamespace: String?

    @Option(help: "How many Ingresses are in work at once.")
    var workers = environmentValue("WORKERS").flatMap { Int($0) } ?? 4

    func validate() throws {
        guard workers > 0 else { throw ValidationError("--workers: must be at least 1") }
    }

    func run() async throws {
        let program = try ControllerProgram(name: "ake-ingress-controller", options: options, operations: operations)
        let configuration = program.client.configuration
        var authority = configuration.tls.trustedAuthorities
        if let nodeCAFile = nodeCAFile ?? environmentValue("NODE_CA_FILE") {
            guard let data = FileManager.default.contents(atPath: nodeCAFile) else {
                throw ValidationError("--node-ca-file \(nodeCAFile): the file cannot be read")
            }
            authority = Array(data)
        }
        var designate: DesignateClient?
        if let name = dnsCloud ?? environmentValue("DNS_CLOUD") {
            let cloud = try CloudsFileLocator(environment: ProcessInfo.processInfo.environment).cloud(name)
            let transport = try AsyncHTTPTransport(tls: cloud.tlsMaterial())
            program.manager.closeAtEnd { await transport.shutdown() }
            // Designate is written to as the API server is: only while this process leads.
            let fenced = FencedTransport(base: transport, fence: program.manager.fence)
            designate = DesignateClient(OpenStackClient(cloud: cloud, transport: fenced, logger: program.logger))
            program.logger.notice("names are published in \(cloud)")
        }
        IngressController.add(
            to: program.manager,
            kubeconfig: NodeKubeconfig(
                server: nodeAPIServer ?? environmentValue("NODE_API_SERVER") ?? configuration.server, certificateAuthority: authority),
            designate: designate, home: groupNamespace ?? environmentValue("GROUP_NAMESPACE") ?? "ake-system", workers: workers)
        try await program.run()
    }
}
