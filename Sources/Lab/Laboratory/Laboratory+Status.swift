extension Laboratory {
    /// A process of the lab as `ake-lab status` shows it.
    public struct ProcessStatus: Sendable, Hashable {
        /// Name of its pid file.
        public let name: String
        /// Its pid.
        public let pid: Int32
        /// Whether it runs.
        public let alive: Bool
        /// Path of its log.
        public let log: String
    }

    /// All processes with a pid file, by name.
    public func processes() -> [ProcessStatus] {
        supervisor.records().sorted { $0.key < $1.key }.map { name, record in
            ProcessStatus(name: name, pid: record.pid, alive: record.isAlive, log: supervisor.log(name))
        }
    }

    /// The answer of `ake-lab status`.
    public func statusReport() -> String {
        let namespaces = Namespaces.existing(prefix: configuration.prefix)
        guard !namespaces.isEmpty || !processes().isEmpty else { return "the lab is down; `ake-lab up` starts it" }
        var lines = [
            "lab \(configuration.prefix): \(isComplete ? "running" : "incomplete, `ake-lab up` repairs it"); state in \(configuration.state)"
        ]
        let populated = Namespaces.processes(in: namespaces)
        lines.append("hosts:")
        for name in namespaces {
            let count = populated[name]?.count ?? 0
            lines.append("  \(name.dropFirst(configuration.prefix.count + 1))  \(count) process\(count == 1 ? "" : "es")")
        }
        lines.append("processes:")
        for process in processes() {
            lines.append("  \(process.alive ? "runs" : "DEAD")  \(process.name)  pid \(process.pid)  \(process.log)")
        }
        return lines.joined(separator: "\n")
    }
}
