import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

/// What of the configuration shows on the wire: certificates, proxies, names, compression.
@Suite(.timeLimit(.minutes(2))) struct ConnectionTests {
    /// The kubeconfig's certificate and key.
    private func pair(_ server: LabKubernetes, user: String) throws -> (certificate: [UInt8], key: [UInt8]) {
        let kubeconfig = try JSONReader.decode(Kubeconfig.self, from: server.kubeconfig(user: user, groups: ["system:masters"]))
        let found = try #require(kubeconfig.users.first?.value)
        return (try #require(found.clientCertificateData?.bytes), try #require(found.clientKeyData?.bytes))
    }

    @Test func `a rotated client certificate is used by new connections, and a half-written pair is not`() async throws {
        try await Laboratory.with { lab in
            let directory = try TemporaryDirectory()
            let (jane, john) = (try pair(lab.server, user: "jane"), try pair(lab.server, user: "john"))
            var kubeconfig = try JSONReader.decode(Kubeconfig.self, from: lab.server.kubeconfig)
            kubeconfig.users[0].value = Kubeconfig.User()
            kubeconfig.users[0].value.clientCertificate = try directory.write("client.crt", jane.certificate)
            kubeconfig.users[0].value.clientKey = try directory.write("client.key", jane.key)
            var configuration = try KubernetesConfiguration(kubeconfig: kubeconfig)
            configuration.tlsFilesInterval = .milliseconds(1)
            try await lab.with(configuration) { client in
                #expect(try await Laboratory.whoAmI(client).name == "jane")
                try directory.write("client.crt", john.certificate)
                try await Task.sleep(for: .milliseconds(5))
                #expect(try await Laboratory.whoAmI(client).name == "jane")
                try directory.write("client.key", john.key)
                #expect(try await eventually { try await Laboratory.whoAmI(client).name == "john" })
                directory.remove("client.key")
                try await Task.sleep(for: .milliseconds(5))
                #expect(try await Laboratory.whoAmI(client).name == "john")
            }
        }
    }

    @Test func `a watch goes on over its old connection while the certificate rotates`() async throws {
        try await Laboratory.with { lab in
            let directory = try TemporaryDirectory()
            let (jane, john) = (try pair(lab.server, user: "jane"), try pair(lab.server, user: "john"))
            var kubeconfig = try JSONReader.decode(Kubeconfig.self, from: lab.server.kubeconfig)
            kubeconfig.users[0].value = Kubeconfig.User()
            kubeconfig.users[0].value.clientCertificate = try directory.write("client.crt", jane.certificate)
            kubeconfig.users[0].value.clientKey = try directory.write("client.key", jane.key)
            var configuration = try KubernetesConfiguration(kubeconfig: kubeconfig)
            configuration.tlsFilesInterval = .milliseconds(1)
            try await lab.with(configuration) { client in
                let start = try await client.listAll(Service.self, namespace: "default")
                let options = ListOptions(resourceVersion: start.resourceVersion)
                var names: [String] = []
                try await client.create(Laboratory.service("before"))
                for try await event in client.watch(Service.self, namespace: "default", options: options) {
                    guard case .added(let service) = event else { continue }
                    names.append(service.metadata.name)
                    if names.count == 2 { break }
                    try directory.write("client.crt", john.certificate)
                    try directory.write("client.key", john.key)
                    #expect(try await eventually { try await Laboratory.whoAmI(client).name == "john" })
                    try await client.create(Laboratory.service("after"))
                }
                #expect(names == ["before", "after"])
            }
        }
    }

    @Test func `a certificate beside the key of another is refused at the start`() async throws {
        try await Laboratory.with { lab in
            let (jane, john) = (try pair(lab.server, user: "jane"), try pair(lab.server, user: "john"))
            let mixed = TLSMaterial(certificateChain: jane.certificate, privateKey: john.key)
            let error = try #require(throws: TransportError.self) {
                try KubernetesClient(configuration: KubernetesConfiguration(server: "https://x", tls: mixed))
            }
            #expect(error.code == .invalidRequest)
        }
    }

    @Test func `a server is known by another name than its address`() async throws {
        var settings = LabKubernetesConfiguration()
        settings.host = "0.0.0.0"
        settings.hosts = ["api.internal"]
        try await Laboratory.with(settings) { lab in
            // Of the names and addresses in the certificate this is none.
            var configuration = lab.configuration
            configuration.server = "https://127.0.0.5:\(lab.server.port)"
            configuration.tlsServerName = "api.internal"
            try await lab.with(configuration) { client in
                _ = try await client.serverVersion()
                #expect(try await Laboratory.whoAmI(client).name == "kubernetes-admin")
            }
            for name in [nil, "other.internal"] {
                configuration.tlsServerName = name
                try await lab.with(configuration) { client in
                    let error = try await #require(throws: KubernetesError.self) { try await client.serverVersion() }
                    guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
                    #expect(cause.code == .tls, "\(cause)")
                }
            }
        }
    }

    @Test("calls go through a proxy", arguments: [HTTPProxy.Kind.http, .socks5])
    func proxy(kind: HTTPProxy.Kind) async throws {
        try await Laboratory.with { lab in
            try await TestProxy.with { proxy in
                var configuration = lab.configuration
                configuration.proxy = HTTPProxy(
                    kind, host: "127.0.0.1", port: proxy.port, credential: kind == .http ? .init(user: "u", password: "p") : nil)
                // Behind a proxy no address is at hand to look for in the certificate; a name is.
                configuration.server = "https://localhost:\(lab.server.port)"
                try await lab.with(configuration) { client in _ = try await client.serverVersion() }
                let asked = try #require(proxy.requests.first)
                if kind == .http {
                    #expect(asked.hasPrefix("CONNECT localhost:\(lab.server.port) "))
                    #expect(asked.lowercased().contains("proxy-authorization: basic dtpw"))
                } else {
                    #expect(asked == "socks5 localhost:\(lab.server.port)")
                }
            }
        }
    }

    @Test func `somebody else may be acted as`() async throws {
        try await Laboratory.with { lab in
            var configuration = lab.configuration
            configuration.impersonation = Impersonation(user: "jane", groups: ["one", "two"])
            try await lab.with(configuration) { client in
                let me = try await Laboratory.whoAmI(client)
                #expect(me.name == "jane" && me.groups.contains("one") && me.groups.contains("two"))
                let error = try await #require(throws: KubernetesError.self) { try await client.list(Secret.self) }
                #expect(error.isForbidden && error.statusReason == .forbidden)
            }
        }
    }

    @Test func `answers are asked for and read compressed, unless that is switched off`() async throws {
        let body = try #require(Self.gzipped)
        try await TestServer.with { request, _ in
            let accepts = request.headers["Accept-Encoding"].joined().contains("gzip")
            let plain = Array(#"{"major":"1","minor":"34","gitVersion":"v1.34.0"}"#.utf8)
            return .answer(200, headers: accepts ? ["Content-Encoding": "gzip"] : [:], body: accepts ? body : plain)
        } _: { server in
            for accepts in [true, false] {
                var configuration = KubernetesConfiguration(server: server.url)
                configuration.acceptsCompression = accepts
                let client = try KubernetesClient(configuration: configuration)
                #expect(try await client.serverVersion().minor == "34")
                await client.shutdown()
            }
            #expect(server.requests.map { $0.headers["Accept-Encoding"] } == [["gzip"], []])
        }
    }

    /// `{"major":"1","minor":"34","gitVersion":"v1.34.0"}`.
    private static let gzipped: [UInt8]? = Base64Data(
        base64: "H4sIAAAAAAACA6tWyk3Myi9SslIyVNJRys3MA7ONTYCc9MySsNSi4sz8PKBImaGesYmegVItAKpfZ/4xAAAA")?.bytes

    @Test func `connections are kept for the next call`() async throws {
        try await TestServer.with { _, _ in
            .answer(200, body: Array(#"{"major":"1","minor":"34","gitVersion":"v1.34.0"}"#.utf8))
        } _: { server in
            let client = try KubernetesClient(configuration: KubernetesConfiguration(server: server.url))
            for _ in 0..<20 { _ = try await client.serverVersion() }
            #expect(server.opened == 1)
            await client.shutdown()
            #expect(try await eventually { server.closed == 1 })
        }
    }
}
