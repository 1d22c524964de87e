import HTTPTransport
import InMemoryTracing
import JSON
import KubernetesAPI
import MetricsTestKit
import Testing
import Tracing

@testable import KubernetesClient

/// Metrics under client-go's names, and spans.
@Suite struct MeasureTests {
    private func client(_ transport: Recorder, _ metrics: TestMetrics = TestMetrics()) throws -> KubernetesClient {
        try KubernetesClient(
            configuration: KubernetesConfiguration(server: "https://api:6443"), transport: transport,
            retryPolicy: RetryPolicy(attempts: 3, firstPause: .milliseconds(1)), metricsFactory: metrics)
    }

    private static let object = HTTPResponse(
        status: 200, headers: [HTTPHeader("X-Kubernetes-PF-PriorityLevel-UID", "p"), HTTPHeader("X-Kubernetes-PF-FlowSchema-UID", "f")],
        body: Array(#"{"metadata":{"name":"a"}}"#.utf8))

    @Test func `each attempt, each repetition and the whole call are counted`() async throws {
        let metrics = TestMetrics()
        let unsteady = Recorder { _, count in
            switch count {
            case 1: HTTPResponse(status: 503)
            case 2: throw TransportError(.connectionLost, "gone")
            default: Self.object
            }
        }
        _ = try await client(unsteady, metrics).get(Service.self, "a", namespace: "n")
        for code in ["503", "<error>", "200"] {
            let labels = [("code", code), ("method", "GET"), ("host", "api:6443")]
            #expect(try metrics.expectCounter("rest_client_requests_total", labels).totalValue == 1)
        }
        for code in ["503", "<error>"] {
            let labels = [("code", code), ("verb", "GET"), ("host", "api:6443")]
            #expect(try metrics.expectCounter("rest_client_request_retries_total", labels).totalValue == 1)
        }
        let whole = try metrics.expectTimer("rest_client_request_duration_seconds", [("verb", "GET"), ("host", "api:6443")])
        #expect(whole.values.count == 1)
        let labels = [("code", "200"), ("flow_schema_uid", "f"), ("priority_level_uid", "p")]
        #expect(try metrics.expectCounter("rest_client_flow_control_requests_total", labels).totalValue == 1)
    }

    @Test func `a call is one span, whose context travels with each attempt`() async throws {
        let tracer = InMemoryTracer()
        let transport = Recorder { _, count in count == 1 ? HTTPResponse(status: 503) : Self.object }
        let client = try client(transport)
        try await withTracer(tracer) {
            try await withSpan("reconcile") { _ in _ = try await client.get(Ingress.self, "a", namespace: "n") }
        }
        let spans = tracer.finishedSpans
        #expect(spans.map(\.operationName) == ["HTTP GET", "reconcile"])
        let span = try #require(spans.first)
        #expect(span.parentSpanID == spans.last?.spanID && span.kind == .client)
        let attributes = span.attributes
        #expect(attributes.get("http.request.method") == .string("GET"))
        #expect(attributes.get("url.path") == .string("/apis/networking.k8s.io/v1/namespaces/n/ingresses/a"))
        #expect(attributes.get("http.response.status_code") == .int64(200))
        #expect(attributes.get("http.request.resend_count") == .int64(1))
        #expect(attributes.get("k8s.resource.plural") == .string("ingresses.networking.k8s.io"))
        #expect(attributes.get("k8s.namespace.name") == .string("n") && attributes.get("k8s.object.name") == .string("a"))
        #expect(transport.requests.map { $0.headers[InMemoryTracer.spanIDKey] } == [span.spanID, span.spanID])
    }

    @Test func `a refused call is a failed span`() async throws {
        let tracer = InMemoryTracer()
        let client = try client(Recorder { _, _ in HTTPResponse(status: 404) })
        let found = try await withTracer(tracer) { try await client.getIfPresent(Service.self, "a", namespace: "n") }
        #expect(found == nil)
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.status?.code == .error && span.attributes.get("error.type") == .string("404"))
    }

    @Test func `without a tracer nothing is added to a call`() async throws {
        let transport = Recorder { _, _ in Self.object }
        _ = try await client(transport).get(Service.self, "a", namespace: "n")
        #expect(transport.requests.first?.headers.map(\.name) == ["Accept", "Accept-Encoding", "User-Agent"])
    }
}
