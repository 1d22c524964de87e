import LoadBalancerNode
import Logging
import ServiceLifecycle
import StructuredLogging
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

func complain(_ text: String) {
    let line = Array("ake-node: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
}

do {
    var environment: [String: String] = [:]
    for name in NodeOptions.variables {
        if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    guard let options = try NodeOptions(arguments: Array(CommandLine.arguments.dropFirst()), environment: environment) else {
        print(NodeOptions.help)
        exit(0)
    }
    guard let level = Logger.Level(rawValue: options.logLevel) else {
        throw NodeError(
            .configuration, "--log-level: \"\(options.logLevel)\" is not trace, debug, info, notice, warning, error or critical")
    }
    guard let format = options.logFormat.isEmpty ? .suitable : LogFormat(rawValue: options.logFormat) else {
        throw NodeError(.configuration, "--log-format: \"\(options.logFormat)\" is not json or human")
    }
    LoggingSystem.bootstrap { StructuredLogHandler(label: $0, format: format) }
    var logger = Logger(label: "ake-node")
    logger.logLevel = level

    let configuration = try NodeConfiguration.load(options.config)
    logger.info(
        "starting",
        metadata: ["ingress": "\(configuration.namespace)/\(configuration.ingress)", "address": "\(configuration.clusterAddress)"])
    let agent = try NodeAgent(options: options, configuration: configuration, logger: logger)
    let group = ServiceGroup(services: agent.services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    try await group.run()
    logger.info("stopped")
    // Not `agent.shutdown()`: a polite end of each TLS connection may take five seconds, and the process ends them anyway.
    exit(0)
} catch {
    complain("\(error)")
    exit(error is NodeError ? 2 : 1)
}
