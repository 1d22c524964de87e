import HTTPTransport
import KubernetesAPI
import KubernetesClient
import Testing
import YAML

/// Several kubeconfig files, and what a person says beside them.
@Suite struct KubeconfigFilesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func loader(_ names: String..., more: [String: String] = [:]) -> KubeconfigLoader {
        let paths = names.map { "\(directory.path)/\($0)" }.joined(separator: ":")
        return KubeconfigLoader(environment: ["KUBECONFIG": paths].merging(more) { $1 }) { try YAMLReader.value($0) }
    }

    private func file(context: String, server: String, user: String = "{token: t}", extra: String = "") -> String {
        """
        current-context: \(context)
        clusters: [{name: \(context), cluster: {server: "\(server)"\(extra)}}]
        users: [{name: \(context), user: \(user)}]
        contexts: [{name: \(context), context: {cluster: \(context), user: \(context)}}]
        preferences: {}
        somethingNew: [1, 2]
        """
    }

    @Test func `missing files are passed over, and the first file to name something wins`() throws {
        try directory.write("b", file(context: "b", server: "https://b"))
        try directory.write("c", file(context: "c", server: "https://c") + "\n")
        let loader = loader("missing", "b", "c")
        #expect(try loader.configuration().server == "https://b")
        #expect(try loader.configuration(context: "c").server == "https://c")
    }

    @Test func `when no file exists all are named, with the remedy`() throws {
        let error = try #require(throws: KubernetesError.self) { try loader("x", "y").configuration() }
        #expect("\(error)".contains("/x") && "\(error)".contains("/y") && "\(error)".contains("--kubeconfig"))
    }

    @Test func `a broken file is named`() throws {
        try directory.write("broken", "clusters: 5")
        let error = try #require(throws: KubernetesError.self) { try loader("broken").configuration() }
        #expect("\(error)".contains("/broken is not a kubeconfig"))
    }

    @Test func `relative paths are taken from the file in which they stand`() throws {
        try directory.write("one/config", file(context: "one", server: "https://one", user: "{tokenFile: secrets/token}"))
        try directory.write(
            "two/config",
            file(context: "two", server: "https://two", user: "{exec: {command: ./bin/plugin}}", extra: ", certificate-authority: ca.pem"))
        try directory.write("two/ca.pem", "authority")
        let loader = loader("one/config", "two/config")
        #expect(try loader.configuration(context: "one").credential == .file("\(directory.path)/one/secrets/token"))
        let two = try loader.configuration(context: "two")
        #expect(two.tls.trustedAuthorities == Array("authority".utf8))
        #expect(two.tlsFiles.trustedAuthorities == "\(directory.path)/two/ca.pem")
        guard case .exec(let plugin) = two.credential else { return #expect(Bool(false), "\(two.credential)") }
        #expect(plugin.command == "\(directory.path)/two/./bin/plugin")
    }

    @Test func `cluster, user, namespace, server and whom to act as may be said beside the file`() throws {
        try directory.write("a", file(context: "a", server: "https://a"))
        try directory.write("b", file(context: "b", server: "https://b", user: "{token: other}"))
        let overrides = KubeconfigOverrides(
            cluster: "b", user: "b", namespace: "team", impersonation: Impersonation(user: "jane", groups: ["g"]))
        let configuration = try loader("a", "b").configuration(overrides: overrides)
        #expect(configuration.server == "https://b")
        #expect(configuration.credential == .token("other"))
        #expect(configuration.namespace == "team")
        #expect(configuration.impersonation?.user == "jane")
        #expect(try loader("a").configuration(overrides: KubeconfigOverrides(server: "https://c/")).server == "https://c")
    }

    @Test(
        "what is named beside the file and does not exist is named in the error",
        arguments: [
            (KubeconfigOverrides(context: "x"), "no context \"x\"; it has: a"), (KubeconfigOverrides(cluster: "x"), "no cluster \"x\""),
            (KubeconfigOverrides(user: "x"), "no user \"x\""),
        ])
    func unknown(overrides: KubeconfigOverrides, expected: String) throws {
        try directory.write("a", file(context: "a", server: "https://a"))
        let error = try #require(throws: KubernetesError.self) { try loader("a").configuration(overrides: overrides) }
        #expect("\(error)".contains(expected))
    }

    @Test func `the cluster's own proxy comes before the environment's`() throws {
        try directory.write("a", file(context: "a", server: "https://a.example", extra: ", proxy-url: \"socks5://own:1080\""))
        try directory.write("b", file(context: "b", server: "https://b.example"))
        let environment = ["HTTPS_PROXY": "http://user:secret@common:3128"]
        #expect(try loader("a", more: environment).configuration().proxy == HTTPProxy(.socks5, host: "own", port: 1080))
        let common = try #require(try loader("b", more: environment).configuration().proxy)
        #expect(common == HTTPProxy(.http, host: "common", port: 3128, credential: .init(user: "user", password: "secret")))
        #expect(!String(reflecting: common).contains("secret"))
        #expect(try loader("b", more: ["HTTPS_PROXY": "http://p:1", "NO_PROXY": ".example"]).configuration().proxy == nil)
    }

    @Test func `in a Pod the files of its ServiceAccount are used, and watched`() throws {
        for (name, text) in [("namespace", "team\n"), ("ca.crt", "authority"), ("token", "t")] { try directory.write(name, text) }
        let configuration = try KubernetesConfiguration.inCluster(
            environment: ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"], directory: directory.path)
        #expect(configuration.server == "https://[fd00::1]:443")
        #expect(configuration.namespace == "team")
        #expect(configuration.credential == .file("\(directory.path)/token"))
        #expect(configuration.tlsFiles.trustedAuthorities == "\(directory.path)/ca.crt")
    }
}
