import FoundationEssentials
import JSON
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#endif

/// nginx with the same bytes in files: a server that costs next to nothing, so that little but the clients is measured.
struct FileServer {
    let url: String
    let kubeconfig: String
    private let certificate: String

    /// Writes the files, runs nginx for as long as `body` takes, and removes the files.
    static func withRunning<Result: Sendable>(
        _ server: SampleServer, in folder: String, events: [SampleKind: Int], _ body: (FileServer) async throws -> Result
    ) async throws -> Result {
        let folder = "\(folder)/files"
        let root = "\(folder)/root"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        Console.say("writing the same bytes to files for nginx")
        for kind in SampleKind.allCases {
            try await FileServerContent(server: server, root: root, kind: kind).write(events: events[kind] ?? 0)
        }
        try FileServerContent.writeEmptyList(to: root)
        let files = try await prepare(folder)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await runNginx(folder) }
            defer { group.cancelAll() }
            try await files.waitUntilItAnswers()
            return try await body(files)
        }
    }

    func curl(_ target: String) -> [String] {
        ["curl", "-sS", "--fail", "-o", "/dev/null", "--cacert", certificate, url + target]
    }

    private static func prepare(_ folder: String) async throws -> FileServer {
        let certificate = "\(folder)/cert.pem"
        try await Child.cost([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            "\(folder)/key.pem", "-out", certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
        ])
        let port = try freePort()
        try Data(NginxConfiguration(folder: folder, port: port).text.utf8).write(to: URL(filePath: "\(folder)/nginx.conf"))
        let url = "https://127.0.0.1:\(port)"
        let kubeconfig = "\(folder)/kubeconfig"
        try Data(config(url, try Data(contentsOf: URL(filePath: certificate))).serialized()).write(to: URL(filePath: kubeconfig))
        return FileServer(url: url, kubeconfig: kubeconfig, certificate: certificate)
    }

    private static func config(_ url: String, _ certificate: Data) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": "files",
            "clusters": [
                [
                    "name": "files",
                    "cluster": ["server": .string(url), "certificate-authority-data": .string(certificate.base64EncodedString())],
                ]
            ],
            "users": [["name": "files", "user": ["token": "none"]]],
            "contexts": [["name": "files", "context": ["cluster": "files", "user": "files"]]],
        ]
    }

    private static func runNginx(_ folder: String) async throws {
        // It stands in a folder that a user's PATH often lacks.
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin") + ":/usr/sbin"
        var options = PlatformOptions()
        options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(5))]
        _ = try await Subprocess.run(
            .name("nginx"), arguments: ["-p", folder, "-c", "\(folder)/nginx.conf"],
            environment: .inherit.updating(["PATH": path]), platformOptions: options, output: .discarded, error: .discarded)
    }

    private func waitUntilItAnswers() async throws {
        for _ in 0..<100 {
            if (try? await Child.cost(curl("/empty.json"))) != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("nginx did not start")
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw BenchError("no free port on 127.0.0.1") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
