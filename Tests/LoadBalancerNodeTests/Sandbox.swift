import FoundationEssentials
import HTTPTransport
import LoadBalancerNode
import RoutingModel
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A load-balancer node in a network namespace of its own: the real nginx under the constant configuration, below a temporary folder,
/// and real HTTP servers on loopback addresses that answer with what they received.
final class Sandbox: Sendable {
    /// A network namespace and nginx need root; there is nothing that could stand in for either.
    static var isPossible: Bool { geteuid() == 0 && access("/usr/sbin/nginx", X_OK) == 0 && access("/usr/sbin/bird", X_OK) == 0 }

    /// Addresses that have a server on port 9000; every other address of 127.0.0.0/8 refuses.
    static let backends = ["127.0.1.1", "127.0.1.2", "127.0.1.3"]
    static let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// The program under test.
    static let program = "\(repository)/.build/debug/ake-node"

    let root: String
    let namespace: String
    let admin: NginxAdmin
    let transport: AsyncHTTPTransport
    private let replacements: [String: String]

    private init(_ replacements: [String: String]) throws {
        self.replacements = replacements
        let name = "node-\(UInt32.random(in: 0...UInt32.max))"
        root = "/tmp/\(name)"
        namespace = name
        transport = try AsyncHTTPTransport()
        admin = NginxAdmin(socket: "\(root)/run/ake/nginx.sock", transport: transport)
    }

    /// Makes a sandbox, starts its servers, and leaves nothing behind.
    ///
    /// - Parameter replacements: Other values in nginx.conf, where a test needs a smaller node than the real one.
    static func with<Value>(
        replacing replacements: [String: String] = [:], _ body: (Sandbox) async throws -> Value
    ) async throws -> Value {
        try await gate.within {
            let sandbox = try Sandbox(replacements)
            do {
                try await sandbox.up()
                let value = try await body(sandbox)
                await sandbox.down()
                return value
            } catch {
                await sandbox.down()
                throw error
            }
        }
    }

    private static let gate = Gate(4)

    private func up() async throws {
        for folder in ["etc/nginx", "usr/share/ake", "run/ake/bird", "var/log/nginx", "var/lib/nginx", "var/lib/ake", "backend"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        var configuration = String(decoding: try NodeFile.read("\(Self.repository)/nginx/nginx.conf"), as: UTF8.self)
        for (old, new) in replacements {
            #expect(configuration.contains(old))
            configuration.replace(old, with: new)
        }
        try NodeFile.replace("\(root)/etc/nginx/nginx.conf", with: Array(configuration.utf8))
        try await Shell.run("cp", ["-r", "\(Self.repository)/nginx/lua", "\(root)/usr/share/ake/lua"])
        try await Shell.run("ip", ["netns", "add", namespace])
        try await Shell.run("ip", ["-n", namespace, "link", "set", "lo", "up"])
        try await startBackends()
        try await startNginx()
    }

    private func down() async {
        for file in ["run/nginx.pid", "backend/nginx.pid", "run/bird.pid"] {
            if let pid = pid(file) { kill(pid, SIGKILL) }
        }
        // A killed master cannot end its workers; all of them are ours, for the namespace is.
        if let left = try? await Shell.run("ip", ["netns", "pids", namespace]) {
            for pid in left.split(separator: "\n").compactMap({ Int32($0) }) { kill(pid, SIGKILL) }
        }
        _ = try? await Shell.run("ip", ["netns", "del", namespace])
        await transport.shutdown()
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Starts nginx, as the unit on a node does.
    func startNginx() async throws {
        unlink("\(root)/run/ake/nginx.sock")
        try await Shell.run(
            "ip", ["netns", "exec", namespace, "nginx", "-p", root, "-c", "etc/nginx/nginx.conf", "-e", "var/log/nginx/error.log"], in: root
        )
        try await eventually("nginx answers") { (try? await admin.state()) != nil }
    }

    /// Ends nginx at once.
    func stopNginx() async throws {
        guard let master = pid("run/nginx.pid") else { return }
        let all = [master] + workers(of: master)
        for pid in all { kill(pid, SIGKILL) }
        try await eventually("nginx is gone") { all.allSatisfy { kill($0, 0) != 0 } }
    }

    private func startBackends() async throws {
        let listen = Self.backends.map { "listen \($0):9000;" }.joined(separator: " ")
        let fields = [
            "address=$server_addr", "host=$http_host", "uri=$request_uri", "forwarded-for=$http_x_forwarded_for", "real-ip=$http_x_real_ip",
            "proto=$http_x_forwarded_proto", "forwarded-host=$http_x_forwarded_host", "forwarded=$http_forwarded", "proxy=$http_proxy",
            "upgrade=$http_upgrade", "connection=$http_connection", "request-id=$http_x_request_id", "protocol=$server_protocol",
            "serial=$connection",
            "others=$http_x_forwarded_scheme,$http_x_forwarded_prefix,$http_x_forwarded_ssl,$http_x_forwarded_server,"
                + "$http_x_original_forwarded_for",
        ]
        let configuration = """
            pid \(root)/backend/nginx.pid; error_log \(root)/backend/error.log; worker_processes 1; events {}
            http {
              log_format seen "$server_addr $request_method $request_uri"; access_log \(root)/backend/access.log seen;
              client_body_temp_path \(root)/backend/b; proxy_temp_path \(root)/backend/p; fastcgi_temp_path \(root)/backend/f;
              uwsgi_temp_path \(root)/backend/u; scgi_temp_path \(root)/backend/s;
              server { \(listen) location / { return 200 "\(fields.joined(separator: "\\n"))\\n"; } location /hangup { return 444; } }
            }
            """
        try NodeFile.replace("\(root)/backend/nginx.conf", with: Array(configuration.utf8))
        try await Shell.run("ip", ["netns", "exec", namespace, "nginx", "-c", "\(root)/backend/nginx.conf"])
    }

    /// What the backends saw, a line a request.
    var seen: [String] {
        let text = String(decoding: NodeFile.readIfPresent("\(root)/backend/access.log") ?? [], as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    /// The pids of nginx's master and workers.
    var pids: [Int32] { pid("run/nginx.pid").map { [$0] + workers(of: $0) } ?? [] }

    func pid(_ file: String) -> Int32? {
        NodeFile.readIfPresent("\(root)/\(file)").flatMap { Int32(String(decoding: $0, as: UTF8.self).filter(\.isNumber)) }
    }

    private func workers(of master: Int32) -> [Int32] {
        let text = String(decoding: NodeFile.readIfPresent("/proc/\(master)/task/\(master)/children") ?? [], as: UTF8.self)
        return text.split(separator: " ").compactMap { Int32($0) }.sorted()
    }

    /// Asks nginx from the namespace with curl.
    func get(_ host: String, _ path: String = "/", _ options: [String] = [], port: Int = 80) async throws -> Reply {
        let output = try await Shell.run(
            "ip",
            [
                "netns", "exec", namespace, "curl", "-s", "-m", "10", "--path-as-is", "-H", "Host: \(host)", "-w",
                "\n%{http_code} %{time_total}",
            ] + options + ["http://127.0.0.1:\(port)\(path)"])
        return Reply(output)
    }

    /// The backends that answer so many requests, one after the other, each on a connection of its own.
    func addresses(_ host: String, _ count: Int) async throws -> [String] {
        let urls = (0..<count).map { "http://127.0.0.1/\($0)" }
        let arguments = ["netns", "exec", namespace, "curl", "-s", "-m", "10", "-H", "Host: \(host)", "-H", "Connection: close"]
        let output = try await Shell.run("ip", arguments + urls)
        return output.split(separator: "\n").filter { $0.hasPrefix("address=") }.map { String($0.dropFirst(8)) }
    }
}
