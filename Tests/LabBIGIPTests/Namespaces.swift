import NIOConcurrencyHelpers
import Subprocess

@testable import LabBIGIP

#if canImport(Glibc)
    import Glibc
#endif

/// Network namespaces `big-*` with a client, the L4 and backends, each on a wire of its own to the L4.
struct Namespaces: Sendable {
    /// Whether this process may make namespaces.
    static var arePossible: Bool { geteuid() == 0 }

    /// The program that was built beside the tests.
    static let program: String = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/debug/ake-lab"
    }()

    let suffix = String(getpid() % 10000)

    func name(_ host: String) -> String { "big-\(host)-\(suffix)" }

    /// Makes the L4 and the hosts; each host's default route is the L4.
    func up(_ hosts: [(name: String, gateway: String, address: String)]) async throws {
        try await run(["ip", "netns", "add", name("l4")])
        try await inside("l4", ["ip", "link", "set", "lo", "up"])
        try await inside("l4", ["sysctl", "-qw", "net.ipv4.ip_forward=1"])
        for (index, host) in hosts.enumerated() {
            try await run(["ip", "netns", "add", name(host.name)])
            let near = "bg\(suffix)a\(index)"
            let far = "bg\(suffix)b\(index)"
            try await run(["ip", "link", "add", near, "netns", name("l4"), "type", "veth", "peer", "name", far, "netns", name(host.name)])
            try await inside("l4", ["ip", "addr", "add", host.gateway + "/24", "dev", near])
            try await inside("l4", ["ip", "link", "set", near, "up"])
            try await inside(host.name, ["ip", "link", "set", "lo", "up"])
            try await inside(host.name, ["ip", "addr", "add", host.address + "/24", "dev", far])
            try await inside(host.name, ["ip", "link", "set", far, "up"])
            try await inside(host.name, ["ip", "route", "add", "default", "via", host.gateway])
        }
    }

    func down(_ hosts: [String]) async {
        for host in hosts + ["l4"] { _ = try? await run(["ip", "netns", "del", name(host)]) }
    }

    /// Runs a program in a namespace and gives its output.
    @discardableResult
    func inside(_ host: String, _ arguments: [String]) async throws -> String {
        try await run(["ip", "netns", "exec", name(host)] + arguments)
    }

    @discardableResult
    func run(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .name(arguments[0]), arguments: Arguments(Array(arguments.dropFirst())), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 16))
        guard result.terminationStatus.isSuccess else {
            throw LabBIGIPError("\(arguments.joined(separator: " ")): \(result.standardError)")
        }
        return result.standardOutput
    }

    /// Runs a program in a namespace until the task is cancelled, which ends it.
    func serve(_ host: String, _ arguments: [String]) async throws {
        _ = try await Subprocess.run(
            .name("ip"), arguments: Arguments(["netns", "exec", name(host)] + arguments), output: .discarded, error: .discarded)
    }
}
