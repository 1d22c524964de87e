import ArgumentParser
import Lab
import LabKubernetes
import Logging
import ServiceLifecycle
import UnixSignals

/// `ake-lab kubernetes`
struct KubernetesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kubernetes", abstract: "Serve the stand-in for the Kubernetes API server.",
        discussion:
            "Certificates, the administrator's kubeconfig and all objects are kept in the state directory, across restarts and kill -9.")

    @Option(help: "Address and port to listen on.")
    var listen = "10.20.0.3:6443"

    @Option(help: "Directory for the certificates, the kubeconfig and the objects; by default kubernetes below the lab's state.")
    var state: String?

    @Option(help: "File to write the administrator's kubeconfig to, besides the one in the state directory.")
    var kubeconfig: String?

    @Option(help: "Name or address for the server's certificate, besides the one listened on; may be repeated.")
    var host: [String] = []

    func run() async throws {
        let lab = try LabConfiguration.fromEnvironment()
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]) else {
            throw ValidationError("--listen \(listen): must be ADDRESS:PORT, for instance 127.0.0.1:6443")
        }
        var configuration = LabKubernetesConfiguration()
        configuration.host = String(listen[..<colon])
        configuration.port = port
        configuration.hosts = host
        configuration.stateDirectory = state ?? "\(lab.state)/kubernetes"
        configuration.kubeconfigFile = kubeconfig ?? (state == nil ? lab.kubeconfig : nil)
        let server = try await LabKubernetes.start(configuration)
        var logger = Logger(label: "ake-lab.kubernetes")
        logger.notice("serving", metadata: ["url": .string(server.url)])
        logger.logLevel = .error
        try await ServiceGroup(services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger).run()
    }
}
