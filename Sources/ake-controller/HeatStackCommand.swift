import ArgumentParser
import FoundationEssentials
import HTTPTransport
import HeatStacks
import OpenStackClient

/// `ake-controller heatstack`.
struct HeatStackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heatstack", abstract: "Keeps each HeatStack and its stack in OpenStack Heat in step.",
        discussion: """
            The cloud is an entry of clouds.yaml, found as by every OpenStack tool: OS_CLIENT_CONFIG_FILE, ./clouds.yaml, \
            ~/.config/openstack/clouds.yaml, /etc/openstack/clouds.yaml; a secure.yaml beside it is laid over it.
            """)

    @OptionGroup var options: ControllerOptions
    @OptionGroup var operations: OperationsOptions

    @Option(help: "The entry of clouds.yaml. Without it: OS_CLOUD, or the only entry.")
    var cloud: String?

    @Option(help: "The only namespace whose HeatStacks are kept. Without it: all namespaces.")
    var namespace: String?

    @Option(help: "How many HeatStacks are in work at once.")
    var workers = environmentValue("WORKERS").flatMap { Int($0) } ?? 4

    @Option(help: "How often a stack that is as it should be is looked at, in seconds; deletions by hand are seen then.")
    var resyncInterval = environmentValue("RESYNC_INTERVAL").flatMap { Int($0) } ?? 300

    @Option(
        help: """
            A folder whose files may be templates (file: URLs); may be given several times. In AKE_TEMPLATE_DIRECTORY separated by colons. \
            Default: none, templates come over https.
            """)
    var templateDirectory: [String] = environmentValue("TEMPLATE_DIRECTORY")?.split(separator: ":").map(String.init) ?? []

    @Option(help: "A file with the authorities that are trusted for https: template URLs, PEM. Without it: the system's.")
    var templateCAFile: String?

    func validate() throws {
        guard workers > 0 else { throw ValidationError("--workers: must be at least 1") }
        guard resyncInterval > 0 else { throw ValidationError("--resync-interval: must be at least 1 second") }
    }

    func run() async throws {
        let program = try ControllerProgram(name: "ake-heatstack-controller", options: options)
        let warmth = CacheWarmth()
        let endpoint = try operations.services(readiness: warmth.checks, logger: program.logger)
        let cloud = try CloudsFileLocator(environment: ProcessInfo.processInfo.environment).cloud(cloud ?? environmentValue("CLOUD"))
        let cloudTransport = try AsyncHTTPTransport(tls: cloud.tlsMaterial())
        var templateTLS = TLSMaterial()
        if let path = templateCAFile ?? environmentValue("TEMPLATE_CA_FILE") {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw ValidationError("--template-ca-file \(path): the file cannot be read")
            }
            templateTLS.trustedAuthorities = Array(data)
        }
        let templateTransport = try AsyncHTTPTransport(tls: templateTLS)
        let controller = HeatStackController(
            client: program.client, heat: HeatClient(OpenStackClient(cloud: cloud, transport: cloudTransport, logger: program.logger)),
            templates: TemplateResolver(source: TemplateSource(transport: templateTransport, directories: templateDirectory)),
            namespace: namespace ?? environmentValue("NAMESPACE"), instance: options.processIdentity, workers: workers,
            resyncInterval: .seconds(resyncInterval), logger: program.logger)
        program.logger.notice("using \(cloud)")
        warmth.watch(controller.isReady)
        try await program.run(always: endpoint + controller.standby, whileLeading: controller.leading)
        await cloudTransport.shutdown()
        await templateTransport.shutdown()
    }
}
