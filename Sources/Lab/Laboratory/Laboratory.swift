import Glibc

/// One lab on this machine: its network, its processes, and how to bring both up and down.
public struct Laboratory: Sendable {
    /// Names and folders.
    public let configuration: LabConfiguration
    /// Its long-lived processes.
    public let supervisor: Supervisor
    let topology: Topology

    /// The lab of a configuration; nothing is touched yet.
    public init(_ configuration: LabConfiguration) {
        self.configuration = configuration
        supervisor = Supervisor(configuration)
        topology = Topology(configuration)
    }

    /// Runs a command on a host of the lab and collects its output.
    public func run(
        on host: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
    ) async throws -> Command.Output {
        try await Command.run(
            Namespaces.entering(configuration.namespace(host), arguments),
            environment: configuration.environment.merging(environment) { $1 }, input: input)
    }

    /// Replaces this process by a command on a host of the lab: terminal, signals and exit status are the command's own.
    ///
    /// - Throws: ``LabError`` when there is no such host or program; returns never otherwise.
    public func become(on host: String, _ arguments: [String], environment: [String: String] = [:]) throws -> Never {
        let namespace = configuration.namespace(host)
        guard Files.exists("\(Namespaces.folder)/\(namespace)") else {
            let hosts = Namespaces.existing(prefix: configuration.prefix).map { $0.dropFirst(configuration.prefix.count + 1) }
            throw LabError(
                "the lab has no host \"\(host)\"",
                remedy: hosts.isEmpty ? "start it with `ake-lab up`" : "its hosts are \(hosts.joined(separator: ", "))")
        }
        for (name, value) in configuration.environment.merging(environment, uniquingKeysWith: { $1 }) { setenv(name, value, 1) }
        let command = Namespaces.entering(namespace, arguments)
        setenv("PATH", (ProcessEnvironment.value("PATH") ?? "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin", 1)
        var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
        words.append(nil)
        execvp(command[0], words)
        throw LabError("cannot run \(command[0]): \(String(cString: strerror(errno)))", remedy: "is util-linux installed?")
    }

    /// Waits until `condition` holds.
    ///
    /// - Throws: ``LabError`` with `what` after the limit, or as soon as `alive` names a process that has ended.
    public func wait(
        for what: String, limit: Duration, process: String? = nil, every interval: Duration = .milliseconds(50),
        until condition: @Sendable () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + limit
        while try await !condition() {
            if let process, !supervisor.isRunning(process) {
                let tail = Command.lastLines(of: Files.text(supervisor.log(process)) ?? "", 6)
                throw LabError("\(process) has ended: \(tail)", remedy: "read \(supervisor.log(process))")
            }
            guard ContinuousClock.now < deadline else {
                let log =
                    process.map { "read \(supervisor.log($0))" }
                    ?? "`ake-lab status` shows what runs; logs are in \(configuration.logFolder)"
                throw LabError("\(what) did not come within \(limit)", remedy: log)
            }
            try await Task.sleep(for: interval)
        }
    }
}
