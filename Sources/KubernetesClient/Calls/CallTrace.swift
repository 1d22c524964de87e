import HTTPTransport
import Tracing

/// One span a call, where a tracer is installed; nothing otherwise.
///
/// See <https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client>.
enum CallTrace {
    private struct HeaderInjector: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [HTTPHeader]) {
            carrier.removeAll { $0.name.lowercased() == key.lowercased() }
            carrier.append(HTTPHeader(key, value))
        }
    }

    /// Does the work within a span, and passes that span on to it.
    static func run<Value>(
        _ request: KubernetesRequest, host: String, isolation: isolated (any Actor)? = #isolation,
        _ work: ((any Span)?) async throws -> Value
    ) async throws -> Value {
        guard !(InstrumentationSystem.instrument is NoOpInstrument) else { return try await work(nil) }
        return try await withSpan("HTTP \(request.method)", ofKind: .client) { span in
            span.attributes["http.request.method"] = request.method
            span.attributes["url.path"] = request.path
            span.attributes["server.address"] = host
            if let subject = request.subject {
                let type = subject.resource
                span.attributes["k8s.resource.plural"] = type.group.isEmpty ? type.plural : "\(type.plural).\(type.group)"
                if let namespace = subject.namespace { span.attributes["k8s.namespace.name"] = namespace }
                if let name = subject.name { span.attributes["k8s.object.name"] = name }
                if let subresource = subject.subresource { span.attributes["k8s.resource.subresource"] = subresource }
            }
            return try await work(span)
        }
    }

    /// Puts the span's context into the fields of a request.
    static func inject(_ span: (any Span)?, into headers: inout [HTTPHeader]) {
        guard let span else { return }
        InstrumentationSystem.instrument.inject(span.context, into: &headers, using: HeaderInjector())
    }

    /// Notes an answer's status.
    static func note(_ span: (any Span)?, status: Int, attempt: Int) {
        guard let span else { return }
        span.attributes["http.response.status_code"] = status
        if attempt > 1 { span.attributes["http.request.resend_count"] = attempt - 1 }
        if status >= 400 {
            span.attributes["error.type"] = String(status)
            span.setStatus(SpanStatus(code: .error))
        }
    }
}
