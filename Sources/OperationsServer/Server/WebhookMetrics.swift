import Hummingbird
import Metrics

/// What is measured of one webhook, under controller-runtime's names.
struct WebhookMetrics: Sendable {
    private let path: String
    private let latency: Metrics.Timer
    private let inFlight: Meter

    init(path: String) {
        self.path = path
        latency = Metrics.Timer(label: "controller_runtime_webhook_latency_seconds", dimensions: [("webhook", path)])
        inFlight = Meter(label: "controller_runtime_webhook_requests_in_flight", dimensions: [("webhook", path)])
        // Shown from the start, so that the first failure is a change and not a new series.
        for code in [200, 500] { requests(code).increment(by: 0) }
        inFlight.increment(by: 0)
    }

    /// Measures a question from its head to its answer.
    func measure(_ body: () async -> Response) async -> Response {
        let started = ContinuousClock.now
        inFlight.increment()
        let answer = await body()
        inFlight.decrement()
        requests(answer.status.code).increment()
        latency.record(duration: ContinuousClock.now - started)
        return answer
    }

    private func requests(_ code: Int) -> Counter {
        Counter(label: "controller_runtime_webhook_requests_total", dimensions: [("webhook", path), ("code", String(code))])
    }
}
