import Glibc

/// Starts the lab's long-lived processes, remembers them in pid files, and ends them by pid.
///
/// The processes outlive the `ake-lab` that started them; a later one finds them again by their files.
public struct Supervisor: Sendable {
    let configuration: LabConfiguration

    /// The supervisor of a lab.
    public init(_ configuration: LabConfiguration) { self.configuration = configuration }

    /// Path of a process' log.
    public func log(_ name: String) -> String { "\(configuration.logFolder)/\(name).log" }

    func pidFile(_ name: String) -> String { "\(configuration.runFolder)/\(name).pid" }

    /// Starts a process in the background, in a session of its own, and writes its pid file.
    ///
    /// - Parameters:
    ///   - name: Name of the pid file and the log.
    ///   - host: Host of the lab in whose network namespace it runs.
    ///   - arguments: Program and arguments.
    ///   - environment: Variables added to the lab's own.
    @discardableResult
    public func start(
        _ name: String, on host: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> ProcessRecord {
        try await start(name, namespace: configuration.namespace(host), arguments, environment: environment)
    }

    /// As ``start(_:on:_:environment:)`` with the namespace's full name; nil is the namespace that this process runs in.
    @discardableResult
    public func start(
        _ name: String, namespace: String?, _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> ProcessRecord {
        try Files.makeDirectory(configuration.logFolder)
        let script = #"log=$1; shift; exec 3>&-; setsid "$@" </dev/null >>"$log" 2>&1 & echo $!"#
        let command = ["/bin/sh", "-c", script, "sh", log(name)] + (namespace.map { Namespaces.entering($0, arguments) } ?? arguments)
        let printed = try await Command.check(command, environment: configuration.environment.merging(environment) { $1 })
        guard let pid = ProcessRecord(text: printed)?.pid, let record = ProcessRecord(live: pid) else {
            throw LabError("\(name) ended as soon as it was started", remedy: "read \(log(name))")
        }
        try Files.write(record.text, to: pidFile(name))
        guard let namespace else { return record }
        // Until nsenter has done its work the process is still in our own namespace, where nobody would look for it.
        let inode = Namespaces.inode(of: namespace)
        let deadline = ContinuousClock.now + .seconds(5)
        while record.isAlive, Namespaces.networkInode(of: pid) != inode, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(1))
        }
        return record
    }

    /// All pid files, by name.
    public func records() -> [String: ProcessRecord] {
        var result: [String: ProcessRecord] = [:]
        for file in Files.names(in: configuration.runFolder) where file.hasSuffix(".pid") {
            let text = Files.text("\(configuration.runFolder)/\(file)") ?? ""
            if let record = ProcessRecord(text: text) { result[String(file.dropLast(4))] = record }
        }
        return result
    }

    /// The record of one process, or nil when it was never started.
    public func record(_ name: String) -> ProcessRecord? { Files.text(pidFile(name)).flatMap(ProcessRecord.init(text:)) }

    /// Whether a process of this name runs.
    public func isRunning(_ name: String) -> Bool { record(name)?.isAlive ?? false }

    /// Ends one process and removes its pid file.
    public func stop(_ name: String, grace: Duration = .seconds(5)) async throws {
        if let record = record(name) { try await end([record], grace: grace) }
        try Files.remove(pidFile(name))
    }

    /// Asks processes to end, waits, and kills what is left.
    ///
    /// - Throws: ``LabError`` when one is still there after SIGKILL (it hangs in the kernel).
    public func end(_ records: [ProcessRecord], grace: Duration = .seconds(5)) async throws {
        for record in records { record.signal(SIGTERM) }
        if await gone(records, within: grace) { return }
        for record in records { record.signal(SIGKILL) }
        guard await gone(records, within: .seconds(5)) else {
            let left = records.filter(\.isAlive).map { String($0.pid) }.joined(separator: ", ")
            throw LabError(
                "these processes do not end even by SIGKILL: \(left)", remedy: "look at /proc/PID/stack; `ake-lab down` may be run again")
        }
    }

    private func gone(_ records: [ProcessRecord], within limit: Duration) async -> Bool {
        let deadline = ContinuousClock.now + limit
        while true {
            if !records.contains(where: \.isAlive) { return true }
            if ContinuousClock.now >= deadline { return false }
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
