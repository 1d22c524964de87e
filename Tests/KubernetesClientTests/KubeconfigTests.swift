import FoundationEssentials
import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import Testing
import YAML

@Suite struct KubeconfigTests {
    private static let yaml = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: c1
          cluster: {server: "https://one:6443/", certificate-authority-data: Zm9v}
        - name: c2
          cluster: {server: "https://two:6443", insecure-skip-tls-verify: true}
        users:
        - name: u1
          user: {token: secret}
        contexts:
        - name: one
          context: {cluster: c1, user: u1, namespace: team}
        - name: two
          context: {cluster: c2, user: u1}
        - name: broken
          context: {cluster: nowhere, user: u1}
        """

    private func kubeconfig() throws -> Kubeconfig { try YAMLReader.value(Array(Self.yaml.utf8)).decode(Kubeconfig.self) }

    @Test func `the current context gives server, authority, token and namespace`() throws {
        let configuration = try KubernetesConfiguration(kubeconfig: kubeconfig())
        #expect(configuration.server == "https://one:6443")
        #expect(configuration.tls.trustedAuthorities == Array("foo".utf8))
        #expect(configuration.credential == .token("secret"))
        #expect(configuration.namespace == "team")
    }

    @Test func `another context may be named`() throws {
        let configuration = try KubernetesConfiguration(kubeconfig: kubeconfig(), context: "two")
        #expect(configuration.server == "https://two:6443")
        #expect(!configuration.tls.verifiesServer)
        #expect(configuration.namespace == "default")
    }

    @Test("what is missing is named", arguments: [("three", "it has: one, two, broken"), ("broken", "cluster \"nowhere\"")])
    func missing(context: String, expected: String) throws {
        let error = try #require(throws: KubernetesError.self) {
            try KubernetesConfiguration(kubeconfig: kubeconfig(), context: context)
        }
        #expect("\(error)".contains(expected))
    }

    @Test func `several files are merged, the first one wins`() throws {
        let other = Kubeconfig(
            currentContext: "other",
            clusters: [
                .init(name: "c1", value: .init(server: "https://elsewhere")), .init(name: "c3", value: .init(server: "https://three")),
            ],
            users: [], contexts: [.init(name: "three", value: .init(cluster: "c3", user: "u1"))])
        let merged = try kubeconfig().merging(other)
        #expect(merged.currentContext == "one")
        #expect(try KubernetesConfiguration(kubeconfig: merged).server == "https://one:6443")
        #expect(try KubernetesConfiguration(kubeconfig: merged, context: "three").server == "https://three")
    }

    @Test func `a kubeconfig written as JSON is read back the same`() throws {
        let bytes = try JSONWriter.encode(kubeconfig())
        let again = try JSONReader.decode(Kubeconfig.self, from: bytes)
        #expect(try KubernetesConfiguration(kubeconfig: again).credential == .token("secret"))
    }

    @Test func `outside a cluster and without a file, the error says what to do`() throws {
        let error = try #require(throws: KubernetesError.self) { try KubernetesConfiguration.inCluster(environment: [:]) }
        #expect("\(error)".contains("--kubeconfig"))
    }
}
