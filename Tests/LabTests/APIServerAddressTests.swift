import Testing

@testable import Lab

@Suite struct APIServerAddressTests {
    @Test(arguments: [
        ("https://192.0.2.1:6443", "192.0.2.1:6443"), ("https://192.0.2.1", "192.0.2.1:443"),
        ("HTTPS://172.16.0.9:8443/clusters/a", "172.16.0.9:8443"), ("https://10.21.0.1:1/", "10.21.0.1:1"),
    ])
    func `an https URL with an IPv4 address is taken as it is`(server: String, endpoint: String) throws {
        #expect(try APIServerAddress(server: server, file: "f").endpoint == endpoint)
    }

    @Test(arguments: [
        ("http://192.0.2.1:6443", "https"), ("192.0.2.1:6443", "https"), ("https://127.0.0.1:6443", "loopback"),
        ("https://127.8.8.8", "loopback"), ("https://localhost:6443", "no IP address"), ("https://kubernetes.example", "no IP address"),
        ("https://[2001:db8::1]:6443", "IPv6"), ("https://192.0.2.1:0", "port"), ("https://192.0.2.1:70000", "port"),
        ("https://192.0.2.1:", "port"), ("https://192.0.2:6443", "no IP address"), ("https://192.0.2.01:6443", "no IP address"),
        ("https://192.0.2.256:6443", "no IP address"), ("https://0.0.0.0:6443", "single machine"),
        ("https://224.0.0.1:6443", "single machine"), ("https://10.20.0.3:6443", "lab itself"), ("https://10.244.1.1:6443", "lab itself"),
        ("https://", "no IP address"),
    ])
    func `anything else is refused with file, value, reason and remedy`(server: String, reason: String) throws {
        let error = try #require(throws: LabError.self) { try APIServerAddress(server: server, file: "/tmp/admin.conf") }
        #expect(error.message.contains("/tmp/admin.conf") && error.message.contains("\"\(server)\"") && error.message.contains(reason))
        #expect(!error.remedy.isEmpty)
    }

    @Test func `the server is that of the file's current context`() throws {
        let file = "/tmp/lab-tests-\(ProcessEnvironment.value("USER") ?? "user")-kubeconfig-\(UInt32.random(in: 0...UInt32.max))"
        defer { try? Files.remove(file) }
        try Files.write(
            """
            apiVersion: v1
            kind: Config
            current-context: two
            clusters:
            - {name: one, cluster: {server: "https://192.0.2.1:6443"}}
            - {name: two, cluster: {server: "https://192.0.2.2:6443"}}
            contexts:
            - {name: one, context: {cluster: one, user: me}}
            - {name: two, context: {cluster: two, user: me}}
            users:
            - {name: me, user: {token: secret}}

            """, to: file)
        #expect(try APIServerAddress(kubeconfig: file).endpoint == "192.0.2.2:6443")
    }

    @Test func `a file that is none is named`() throws {
        let error = try #require(throws: LabError.self) { try APIServerAddress(kubeconfig: "/nonexistent/kubeconfig") }
        #expect(error.message.contains("AKE_LAB_KUBECONFIG=/nonexistent/kubeconfig"))
    }
}
