import Glibc

extension Laboratory {
    /// Ends everything of this lab: processes, namespaces, mounts, state. Logs stay until the next start.
    ///
    /// It works on whatever is left of a lab, also of one whose parts were killed.
    public func down(on display: ProgressDisplay) async throws {
        try await display.showing {
            let namespaces = Namespaces.existing(prefix: configuration.prefix)
            let cloud = configuration.source + "/lab/openstack/down.sh"
            try await display.step("processes end") { note in
                // The controllers go first: nothing shall be repaired while the rest goes.
                let first = supervisor.records().filter { $0.key.hasPrefix("controller") || $0.key == "cluster" }
                // They give up their leases at once; what takes them seconds is only the closing of connections.
                try await supervisor.end(Array(first.values), grace: .seconds(1))
                if Files.exists(cloud), namespaces.contains(configuration.namespace("cloud")) {
                    note("OpenStack")
                    _ = try await Command.run(["bash", cloud], environment: configuration.environment)
                }
                // Pid files without a start time are OpenStack's own, which its script has seen to.
                try await supervisor.end(supervisor.records().values.filter { $0.started != nil })
                note("what they left behind")
                try await endStrays(in: namespaces)
            }
            try await display.step("namespaces and mounts go") { _ in
                try await topology.down()
                try await unmount()
            }
            try await display.step("state is removed") { note in
                for name in Files.names(in: configuration.state) where name != "logs" {
                    try Files.remove("\(configuration.state)/\(name)")
                }
                note("logs stay in \(configuration.logFolder)")
            }
        }
    }

    /// Whether anything of this lab is left on the machine.
    public var leavesTraces: Bool {
        !Namespaces.existing(prefix: configuration.prefix).isEmpty
            || Files.names(in: configuration.state).contains { $0 != "logs" } || !mounts().isEmpty
    }

    /// Ends every process that still lives in a namespace of the lab.
    private func endStrays(in namespaces: [String]) async throws {
        let own = getpid()
        for _ in 0..<5 {
            let strays = Namespaces.processes(in: namespaces).values.joined().filter { $0 != own }.compactMap(ProcessRecord.init(live:))
            if strays.isEmpty { return }
            try await supervisor.end(strays, grace: .seconds(2))
        }
    }

    /// Unmounts what hangs below the state folder, the innermost first.
    private func unmount() async throws {
        for path in mounts() { try await Command.check(["umount", "-l", path]) }
    }

    /// Mount points below the state folder, the innermost first (`/proc/self/mountinfo`, fifth field, spaces as `\040`).
    private func mounts() -> [String] {
        (Files.text("/proc/self/mountinfo") ?? "").split(separator: "\n")
            .compactMap { line in
                let fields = line.split(separator: " ")
                return fields.count > 4 ? fields[4].split(separator: "\\040", omittingEmptySubsequences: false).joined(separator: " ") : nil
            }
            .filter { $0.hasPrefix(configuration.state + "/") }
            .sorted { $0.utf8.count > $1.utf8.count }
    }
}
