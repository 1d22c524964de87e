import ArgumentParser
import FoundationEssentials
import HTTPTransport
import HeatStacks
import KubernetesAPI
import KubernetesClient
import Logging
import OpenStackClient

/// The flags of what speaks to Heat: the cloud, and where templates come from.
struct CloudOptions: ParsableArguments {
    @Option(help: "The entry of clouds.yaml. Without it: OS_CLOUD, or the only entry.")
    var cloud: String?

    @Option(
        help: """
            A namespace whose Secrets any HeatStack may name in spec.cloudCredentialsRef; may be given several times. In \
            AKE_CLOUD_CREDENTIALS_NAMESPACE separated by colons. Default: none, a HeatStack names Secrets of its own namespace.
            """)
    var cloudCredentialsNamespace: [String] =
        environmentValue("CLOUD_CREDENTIALS_NAMESPACE")?.split(separator: ":").map(String.init) ?? []

    @Option(
        help: """
            A folder whose files may be templates (file: URLs); may be given several times. In AKE_TEMPLATE_DIRECTORY separated by colons. \
            Default: none, templates come over https.
            """)
    var templateDirectory: [String] = environmentValue("TEMPLATE_DIRECTORY")?.split(separator: ":").map(String.init) ?? []

    @Option(
        help: """
            The folder of the templates that builtin: URLs name, as builtin://cls for cls.yaml in it. Default: /usr/share/ake/templates, where the \
            image has heat/templates.
            """)
    var builtinTemplates: String?

    @Option(help: "A file with the authorities that are trusted for https: template URLs, PEM. Without it: the system's.")
    var templateCAFile: String?

    /// Where the cloud is looked for.
    static let discussion = """
        The cloud is an entry of clouds.yaml, found as by every OpenStack tool: OS_CLIENT_CONFIG_FILE, ./clouds.yaml, \
        ~/.config/openstack/clouds.yaml, /etc/openstack/clouds.yaml; a secure.yaml beside it is laid over it.
        """

    /// What speaks to Heat is made of this.
    func parts(in program: ControllerProgram) throws -> HeatParts {
        let client = program.client
        let transport = try templateTransport()
        program.manager.closeAtEnd { await transport.shutdown() }
        let builtin = builtinTemplates ?? environmentValue("BUILTIN_TEMPLATES") ?? "/usr/share/ake/templates"
        let source = TemplateSource(transport: transport, directories: templateDirectory, builtin: builtin) {
            try await client.getIfPresent(ConfigMap.self, $0, namespace: $1)
        }
        return HeatParts(
            reader: try reader(client, program.logger), templates: TemplateResolver(source: source), logger: program.logger)
    }

    private func reader(_ client: KubernetesClient, _ logger: Logger) throws -> CloudAccessReader {
        let locator = CloudsFileLocator(environment: ProcessInfo.processInfo.environment)
        let own = cloud ?? environmentValue("CLOUD")
        do {
            let cloud = try locator.cloud(own)
            logger.notice("using \(cloud)")
        } catch {
            if own != nil { throw error }
            logger.warning("HeatStacks without spec.cloudCredentialsRef have no cloud: \(error)")
        }
        return CloudAccessReader(client: client, admittedNamespaces: Set(cloudCredentialsNamespace)) { name in
            let cloud = try locator.cloud(name ?? own)
            return CloudAccess(cloud: cloud, tls: try cloud.tlsMaterial())
        }
    }

    private func templateTransport() throws -> AsyncHTTPTransport {
        var tls = TLSMaterial()
        if let path = templateCAFile ?? environmentValue("TEMPLATE_CA_FILE") {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ValidationError("--template-ca-file \(path): the file cannot be read")
            }
            tls.trustedAuthorities = Array(data)
        }
        return try AsyncHTTPTransport(tls: tls)
    }
}
