import ArgumentParser
import ControllerRuntime
import FoundationEssentials
import HTTPTransport
import Ingresses
import KubernetesClient
import OpenStackClient

/// The Ingress controller as a part of a program: its flags, and what they make.
struct IngressOptions: ParsableArguments {
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

    /// Adds the controllers of Ingresses and of their hosts' names.
    func add(to program: ControllerProgram, workers: Int) throws {
        let configuration = program.client.configuration
        let kubeconfig = NodeKubeconfig(
            server: nodeAPIServer ?? environmentValue("NODE_API_SERVER") ?? configuration.server,
            certificateAuthority: try authority() ?? configuration.tls.trustedAuthorities)
        IngressController.add(
            to: program.manager, kubeconfig: kubeconfig, designate: try designate(in: program),
            home: groupNamespace ?? environmentValue("GROUP_NAMESPACE") ?? "ake-system", workers: workers)
    }

    private func authority() throws -> [UInt8]? {
        guard let path = nodeCAFile ?? environmentValue("NODE_CA_FILE") else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("--node-ca-file \(path): the file cannot be read")
        }
        return Array(data)
    }

    private func designate(in program: ControllerProgram) throws -> DesignateClient? {
        guard let name = dnsCloud ?? environmentValue("DNS_CLOUD") else { return nil }
        let cloud = try CloudsFileLocator(environment: ProcessInfo.processInfo.environment).cloud(name)
        let transport = try AsyncHTTPTransport(tls: cloud.tlsMaterial())
        program.manager.closeAtEnd { await transport.shutdown() }
        program.logger.notice("names are published in \(cloud)")
        // Designate is written to as the API server is: only while this process leads.
        let fenced = FencedTransport(base: transport, fence: program.manager.fence)
        return DesignateClient(OpenStackClient(cloud: cloud, transport: fenced, logger: program.logger))
    }
}
