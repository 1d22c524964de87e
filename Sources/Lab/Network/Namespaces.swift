import Glibc

/// Network namespaces by name: what there is, who runs in them, and how a command gets into one.
public enum Namespaces {
    static let folder = "/run/netns"

    /// Names of the existing namespaces that belong to the lab of a prefix; others that begin alike are somebody's own.
    public static func existing(prefix: String) -> [String] {
        Files.names(in: folder).filter { isHost($0, of: prefix) }
    }

    /// Whether the lab of a prefix makes namespaces of this name: its fixed hosts, workers, Pods and LB nodes.
    static func isHost(_ name: String, of prefix: String) -> Bool {
        guard name.hasPrefix(prefix + "-") else { return false }
        let host = name.dropFirst(prefix.count + 1)
        if ["sw", "client", "l4", "cloud", "master"].contains(host) { return true }
        if ["pod-", "vm-"].contains(where: { host.hasPrefix($0) && host.count > $0.count }) { return true }
        return host.hasPrefix("w") && host.count > 1 && host.dropFirst().utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// A command line that runs `arguments` in a namespace.
    ///
    /// `nsenter` and not `ip netns exec`: the latter gives a private mount namespace, in which a namespace or a mount
    /// that the command makes would be invisible to the rest of the lab.
    public static func entering(_ namespace: String, _ arguments: [String]) -> [String] {
        ["nsenter", "--net=\(folder)/\(namespace)", "--"] + arguments
    }

    /// Runs lines of `ip` in one process.
    ///
    /// - Parameter namespace: Where they apply; the machine itself when nil.
    public static func batch(_ lines: String, in namespace: String? = nil) async throws {
        let scope = namespace.map { ["-n", $0] } ?? []
        try await Command.check(["ip"] + scope + ["-batch", "-"], input: lines)
    }

    /// Processes whose network namespace is one of `names`, by namespace.
    ///
    /// One pass over /proc finds what no pid file knows of: children of a part that was killed.
    public static func processes(in names: [String]) -> [String: [Int32]] {
        var byInode: [UInt: String] = [:]
        for name in names {
            if let inode = inode(of: name) { byInode[inode] = name }
        }
        var result: [String: [Int32]] = [:]
        for entry in Files.names(in: "/proc") {
            guard let pid = Int32(entry), let inode = networkInode(of: pid), let name = byInode[inode] else { continue }
            result[name, default: []].append(pid)
        }
        return result
    }

    /// The inode of a namespace, by which processes refer to it; nil when there is none of that name.
    static func inode(of name: String) -> UInt? {
        var info = stat()
        return stat("\(folder)/\(name)", &info) == 0 ? UInt(info.st_ino) : nil
    }

    /// The inode of a process' network namespace: `/proc/PID/ns/net` reads `net:[4026531840]`.
    static func networkInode(of pid: Int32) -> UInt? {
        guard let link = Files.destination(of: "/proc/\(pid)/ns/net"), link.hasPrefix("net:["), link.hasSuffix("]") else { return nil }
        return UInt(link.dropFirst(5).dropLast())
    }
}
