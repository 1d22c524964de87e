import Testing

@testable import KubernetesClient

@Suite struct ServerURLTests {
    @Test(
        "a server's URL is taken apart and put together",
        arguments: [
            ("https://api:6443", "api", 6443, "api:6443", "https://api:6443"), ("https://api/", "api", 443, "api", "https://api"),
            ("http://api/k8s/clusters/c-1/", "api", 80, "api", "http://api/k8s/clusters/c-1"),
            ("https://[fd00::1]:6443", "fd00::1", 6443, "[fd00::1]:6443", "https://[fd00::1]:6443"),
            ("10.0.0.1:6443", "10.0.0.1", 6443, "10.0.0.1:6443", "https://10.0.0.1:6443"),
        ])
    func parts(url: String, host: String, port: Int, authority: String, text: String) throws {
        let server = try ServerURL(url)
        #expect(server.host == host && server.port == port && server.authority == authority && server.text() == text)
    }

    @Test func `another host may stand in it`() throws {
        #expect(try ServerURL("https://10.0.0.1:6443/x").text(host: "api.internal") == "https://api.internal:6443/x")
    }
}
