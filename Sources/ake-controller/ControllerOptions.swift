import ArgumentParser
import FoundationEssentials
import KubernetesClient
import Logging
import StructuredLogging
import YAML

/// The flags that every controller has.
struct ControllerOptions: ParsableArguments {
    @Option(help: "The kubeconfig file. Without it: KUBECONFIG, the Pod's own credential, ~/.kube/config.")
    var kubeconfig: String?

    @Option(help: "The kubeconfig's context. Without it: its current one.")
    var context: String?

    @Option(help: "The least severe messages that are logged: trace, debug, info, notice, warning, error, critical. Default: info.")
    var logLevel: Logger.Level?

    @Option(help: "How messages are written: json, or human. Without it: human on a terminal, json elsewhere.")
    var logFormat: LogFormat?

    @Option(help: "The namespace of the leader election's Lease. Without it: the namespace of the kubeconfig or the Pod.")
    var leaseNamespace: String?

    @Option(
        help:
            "The name of this process in leader election; a restarted process of the same name leads again at once. Default: the host's name and a number drawn at the start."
    )
    var identity: String?

    @Option(
        help: """
            A folder that outlives the process, as an emptyDir volume does, where the objects in work are noted: one that ends the process is \
            put last then, and in the end set aside. Default: none.
            """)
    var crashJournal: String?

    @Flag(inversion: .prefixedNo, help: "Whether only one of several processes acts at a time. Default: yes.")
    var leaderElect: Bool?

    func validate() throws {
        _ = try (level(), format(), electsLeader())
    }

    /// The logger of this program. Called once, first of all: libraries log in the same way from then on.
    func bootstrapLogger(_ label: String) throws -> Logger {
        let (level, format) = try (self.level(), self.format())
        LoggingSystem.bootstrap { StructuredLogHandler(label: $0, format: format) }
        var logger = Logger(label: label)
        logger.logLevel = level
        return logger
    }

    private func level() throws -> Logger.Level {
        try Setting.word("--log-level", logLevel, environmentValue("LOG_LEVEL"), default: .info)
    }

    private func format() throws -> LogFormat {
        try Setting.word("--log-format", logFormat, environmentValue("LOG_FORMAT"), default: .suitable)
    }

    /// Whether one of several processes is to act.
    func electsLeader() throws -> Bool {
        try Setting.flag("--leader-elect", leaderElect, environmentValue("LEADER_ELECT"), default: true)
    }

    /// The client of the cluster.
    func client(userAgent: String) throws -> KubernetesClient {
        let loader = KubeconfigLoader(environment: ProcessInfo.processInfo.environment) { try YAMLReader.value($0) }
        var configuration = try loader.configuration(
            path: kubeconfig ?? environmentValue("KUBECONFIG"), context: context ?? environmentValue("CONTEXT"))
        configuration.userAgent = userAgent
        return try KubernetesClient(configuration: configuration)
    }

    /// The namespace of the Lease, if the user names one.
    var electionNamespace: String? { leaseNamespace ?? environmentValue("LEASE_NAMESPACE") }

    /// Where objects in work are noted, if the user wants it.
    var crashJournalDirectory: String? { crashJournal ?? environmentValue("CRASH_JOURNAL") }

    /// The name of this process.
    var processIdentity: String { identity ?? environmentValue("IDENTITY") ?? Self.drawnIdentity }

    // Pods on their host's network share its name, and each may be process 1: a number drawn once keeps two leaders apart.
    private static let drawnIdentity =
        "\(ProcessInfo.processInfo.hostName)_\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
}

extension LogFormat: ExpressibleByArgument {}

// ArgumentParser and swift-log know nothing of each other; should either learn of it, this line goes.
// swift-format-ignore: AvoidRetroactiveConformances
extension Logger.Level: @retroactive ExpressibleByArgument {}
