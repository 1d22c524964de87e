import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Testing
import YAML

/// How the fields of a kubeconfig's user and cluster are understood.
@Suite struct KubeconfigUserTests {
    private func configuration(user: String = "{}", cluster: String = "", context: String = "") throws -> KubernetesConfiguration {
        let text = """
            current-context: c
            clusters: [{name: c, cluster: {server: "https://s:6443"\(cluster.isEmpty ? "" : ", \(cluster)")}}]
            users: [{name: u, user: \(user)}]
            contexts: [{name: c, context: {cluster: c, user: u\(context)}}]
            """
        return try KubernetesConfiguration(kubeconfig: YAMLReader.decode(Kubeconfig.self, from: text))
    }

    @Test(
        "of several credentials the one is taken that client-go takes",
        arguments: [
            ("{}", CredentialSource.none), ("{token: t}", .token("t")), ("{tokenFile: /f}", .file("/f")),
            ("{token: t, tokenFile: /f}", .fileOrToken("/f", token: "t")),
            ("{username: u, password: p}", .basic(user: "u", password: "p")), ("{username: u}", .basic(user: "u", password: "")),
            (
                "{token: t, exec: {command: x, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}",
                .token("t")
            ),
            (
                "{exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: Always, provideClusterInfo: true}}",
                .exec(
                    .init(
                        apiVersion: "client.authentication.k8s.io/v1beta1", command: "x", provideClusterInfo: true, interactiveMode: .always
                    ))
            ),
        ])
    func precedence(user: String, expected: CredentialSource) throws {
        #expect(try configuration(user: user).credential == expected)
    }

    @Test(
        "what contradicts itself or has been removed is refused, with the user's name",
        arguments: [
            ("{token: t, username: u, password: p}", "both a token and a user name"),
            ("{client-certificate-data: Zm9v}", "without a client-key"), ("{client-key-data: Zm9v}", "without a client-certificate"),
            ("{exec: {command: \"\"}}", "without a command"),
            ("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}", "v1alpha1"),
            ("{auth-provider: {name: gcp}}", "auth-provider"), ("{as-groups: [g]}", "not \"as\""),
        ])
    func refused(user: String, expected: String) throws {
        let error = try #require(throws: KubernetesError.self) { try configuration(user: user) }
        #expect("\(error)".contains(expected) && "\(error)".contains("\"u\""))
    }

    @Test func `embedded certificates come before files, which are not even read`() throws {
        let configuration = try configuration(
            user: "{client-certificate-data: Zm9v, client-certificate: /nowhere, client-key-data: YmFy, client-key: /nowhere}",
            cluster: "certificate-authority-data: YmF6, certificate-authority: /nowhere")
        #expect(configuration.tls.certificateChain == Array("foo".utf8))
        #expect(configuration.tls.privateKey == Array("bar".utf8))
        #expect(configuration.tls.trustedAuthorities == Array("baz".utf8))
        #expect(configuration.tlsFiles.isEmpty)
    }

    @Test func `a cluster may have its own certificate name, an authority or none, and no compression`() throws {
        let configuration = try configuration(
            cluster: "tls-server-name: api.internal, insecure-skip-tls-verify: true, disable-compression: true, certificate-authority: \"\""
        )
        #expect(configuration.tlsServerName == "api.internal")
        #expect(!configuration.tls.verifiesServer)
        #expect(!configuration.acceptsCompression)
        let error = try #require(throws: KubernetesError.self) {
            try self.configuration(cluster: "insecure-skip-tls-verify: true, certificate-authority-data: Zm9v")
        }
        #expect("\(error)".contains("insecure-skip-tls-verify"))
    }

    @Test func `whom to act as is taken whole`() throws {
        let configuration = try configuration(user: "{token: t, as: jane, as-uid: '7', as-groups: [a, b], as-user-extra: {scope: [x]}}")
        #expect(configuration.impersonation == Impersonation(user: "jane", uid: "7", groups: ["a", "b"], extra: ["scope": ["x"]]))
    }

    @Test func `a printed kubeconfig shows no secret`() throws {
        let text = """
            users: [{name: u, user: {token: hush, username: n, password: hush, exec: {command: c, env: [{name: A, value: hush}]}}}]
            """
        let kubeconfig = try YAMLReader.decode(Kubeconfig.self, from: text)
        #expect(!String(reflecting: kubeconfig).contains("hush") && !"\(kubeconfig)".contains("hush"))
        let source = CredentialSource.basic(user: "n", password: "hush")
        #expect(!"\(source)".contains("hush") && !String(reflecting: [source]).contains("hush"))
    }

    @Test(
        "a server's URL that is none is refused",
        arguments: ["ftp://s", "https://:1", "https://s:0", "https://s:70000", "https://u@s", "https://s:x"]
    )
    func badServer(url: String) throws {
        let error = try #require(throws: KubernetesError.self) {
            try KubernetesClient(
                configuration: KubernetesConfiguration(server: url), transport: Recorder { _, _ in HTTPResponse(status: 200) })
        }
        #expect("\(error)".contains(url))
    }
}
