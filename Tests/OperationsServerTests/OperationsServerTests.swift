import HTTPTransport
import Metrics
import NIOConcurrencyHelpers
import Testing

@testable import OperationsServer

@Suite struct EndpointTests {
    @Test func `metrics and health are served`() async throws {
        let registry = PrometheusRegistry()
        Counter(
            label: "controller_runtime_reconcile_total", dimensions: [("result", "success"), ("controller", "ingress")], factory: registry
        )
        .increment(by: 3)
        let isReady = NIOLockedValueBox(false)
        var readiness = HealthChecks()
        readiness.add("certificate") { isReady.withLockedValue { $0 } ? nil : "there is none yet" }
        readiness.add("cache") { nil }
        let port = PortBox()
        let server = OperationsServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), metrics: registry, readiness: readiness, logger: quiet,
            onListening: { port.set($0) })
        try await withServices([server]) {
            let port = try await port.wait()
            let transport = try AsyncHTTPTransport()
            func get(_ path: String) async throws -> HTTPResponse {
                try await transport.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)"))
            }
            let metrics = try await get("/metrics")
            #expect(metrics.status == 200 && metrics.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(metrics.text.contains(#"controller_runtime_reconcile_total{controller="ingress",result="success"} 3"# + "\n"))
            for path in ["/healthz", "/livez", "/healthz/ping", "/livez/ping", "/readyz/cache", "/readyz?exclude=certificate"] {
                #expect(try await get(path).text == "ok\n", "\(path)")
            }
            for path in ["/readyz/other", "/healthz/cache", "/other", "/readyz/a/b", "/"] {
                #expect(try await get(path).status == 404, "\(path)")
            }
            #expect(try await get("/healthz?verbose").text == "[+]ping ok\nhealthz check passed\n")
            let unready = try await get("/readyz")
            #expect(unready.status == 500 && unready.headers["X-Content-Type-Options"] == "nosniff")
            #expect(unready.text == "[-]certificate failed: there is none yet\n[+]cache ok\nreadyz check failed\n")
            let one = try await get("/readyz/certificate")
            #expect(one.status == 500 && one.text == "internal server error: there is none yet\n")
            #expect(
                try await get("/readyz?verbose&exclude=certificate&exclude=x").text == """
                    [+]certificate excluded: ok
                    [+]cache ok
                    warn: some health checks cannot be excluded: no matches for "x"
                    readyz check passed

                    """)
            isReady.withLockedValue { $0 = true }
            #expect(try await get("/readyz").text == "ok\n")
            #expect(try await get("/readyz?verbose").text == "[+]certificate ok\n[+]cache ok\nreadyz check passed\n")
            let post = try await transport.send(HTTPRequest(method: "POST", url: "http://127.0.0.1:\(port)/healthz", body: [1]))
            #expect(post.status == 405 && post.headers["Allow"] == "GET")
            await transport.shutdown()
        }
    }

    @Test func `a check that hangs counts as failed`() async {
        var checks = HealthChecks(deadline: .milliseconds(50))
        checks.add("slow") {
            try? await Task.sleep(for: .seconds(60))
            return nil
        }
        checks.add("quick") { nil }
        let report = await checks.report()
        #expect(!report.isGood && report.text.contains("[-]slow failed: no answer within") && report.text.contains("[+]quick ok"))
        #expect(await HealthChecks().report().isGood)
    }

    @Test(
        arguments: [
            (":8080", "0.0.0.0:8080"), ("127.0.0.1:0", "127.0.0.1:0"), ("[::1]:443", "[::1]:443"), ("host.example:80", "host.example:80"),
            ("8080", nil),
            ("::1", nil), ("a:99999", nil), ("a:", nil), ("", nil),
        ] as [(String, String?)])
    func `a listen address is read`(text: String, address: String?) {
        #expect(ListenAddress(text)?.description == address)
    }
}
