import HTTPTransport
import Testing

@testable import KubernetesClient

@Suite struct ProxyTests {
    @Test(
        "a proxy's URL is read",
        arguments: [
            ("http://proxy:3128", HTTPProxy(.http, host: "proxy", port: 3128)), ("proxy:3128", HTTPProxy(.http, host: "proxy", port: 3128)),
            ("http://proxy/", HTTPProxy(.http, host: "proxy", port: 80)),
            ("socks5://[fd00::1]", HTTPProxy(.socks5, host: "fd00::1", port: 1080)),
            ("HTTP://u:p%40ss@[::1]:8", HTTPProxy(.http, host: "::1", port: 8, credential: .init(user: "u", password: "p@ss"))),
            ("http://u@h:1", HTTPProxy(.http, host: "h", port: 1, credential: .init(user: "u", password: ""))),
        ])
    func reads(url: String, expected: HTTPProxy) throws {
        #expect(try HTTPProxy(url: url) == expected)
    }

    @Test(
        "what is no usable proxy is refused without showing a password",
        arguments: ["https://u:hush@p", "ftp://p", "http://", "http://p:0", "http://p:x", "socks5://u:hush@p"])
    func refuses(url: String) throws {
        let error = try #require(throws: TransportError.self) { try HTTPProxy(url: url) }
        #expect(error.code == .invalidRequest)
        #expect(!"\(error)".contains("hush"))
    }

    @Test(
        "the environment's proxy is used but for the servers it exempts",
        arguments: [
            ("https://api.example.com:6443", "", true), ("https://api.example.com:6443", "example.com", false),
            ("https://api.example.com:6443", ".example.com", false), ("https://example.com", ".example.com", true),
            ("https://example.com", "example.com", false), ("https://badexample.com", "example.com", true),
            ("https://api.example.com:6443", "*.example.com", false), ("https://api.example.com:6443", "other, *", false),
            ("https://api.example.com:6443", "example.com:443", true), ("https://api.example.com:6443", "example.com:6443", false),
            ("https://10.1.2.3:6443", "10.0.0.0/8", false), ("https://11.1.2.3:6443", "10.0.0.0/8", true),
            ("https://10.1.2.3", "10.1.2.3", false),
            ("https://[fd00::5]:6443", "fd00::/16", false), ("https://[fd00::5]:6443", "[fd00::5]:6443", false),
            ("https://10.1.2.3", "3", true),
            ("https://localhost:6443", "", false), ("https://127.0.0.9:6443", "", false), ("https://[::1]:6443", "", false),
        ])
    func environment(server: String, exempt: String, isUsed: Bool) throws {
        let environment = ProxyEnvironment(environment: ["https_proxy": "http://p:3128", "NO_PROXY": exempt])
        #expect(try (environment.proxy(for: ServerURL(server)) != nil) == isUsed)
    }

    @Test func `plain servers have a variable of their own, and an empty variable is none`() throws {
        let environment = ProxyEnvironment(environment: ["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": ""])
        #expect(try environment.proxy(for: ServerURL("http://a"))?.port == 1)
        #expect(try environment.proxy(for: ServerURL("https://a")) == nil)
    }
}
