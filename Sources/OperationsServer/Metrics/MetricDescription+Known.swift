extension MetricDescription {
    /// The metrics of the controller runtime, the client and the webhook server, with the names, labels and buckets of
    /// [controller-runtime](https://book.kubebuilder.io/reference/metrics-reference) and client-go, so that dashboards made for those work.
    public static let known: [MetricDescription] = controllers + queues + client + webhooks + leaderElection

    private static let controllers: [MetricDescription] = [
        .init("controller_runtime_reconcile_total", .counter, labels: ["controller", "result"], help: "Reconciles, by outcome."),
        .init("controller_runtime_reconcile_errors_total", .counter, labels: ["controller"], help: "Reconciles that failed."),
        .init(
            "controller_runtime_terminal_reconcile_errors_total", .counter, labels: ["controller"],
            help: "Reconciles that failed in a way that trying again does not mend."),
        .init("controller_runtime_reconcile_panics_total", .counter, labels: ["controller"], help: "Reconciles that panicked."),
        .init("controller_runtime_reconcile_timeouts_total", .counter, labels: ["controller"], help: "Reconciles that took too long."),
        .init("controller_runtime_reconcile_time_seconds", .histogram, labels: ["controller"], help: "How long reconciles took."),
        .init("controller_runtime_max_concurrent_reconciles", .gauge, labels: ["controller"], help: "How many reconciles may run at once."),
        .init("controller_runtime_active_workers", .gauge, labels: ["controller"], help: "How many reconciles run now."),
    ]

    private static let queues: [MetricDescription] = [
        .init("workqueue_depth", .gauge, labels: ["name", "controller", "priority"], help: "How many keys wait, by priority."),
        .init("workqueue_adds_total", .counter, labels: ["name", "controller"], help: "Keys that were added."),
        .init("workqueue_retries_total", .counter, labels: ["name", "controller"], help: "Keys that were added again after a failure."),
        .init(
            "workqueue_queue_duration_seconds", .histogram, labels: ["name", "controller"], buckets: wideBuckets,
            help: "How long keys waited until they were taken."),
        .init(
            "workqueue_work_duration_seconds", .histogram, labels: ["name", "controller"], buckets: wideBuckets,
            help: "How long the work on keys took."),
        .init(
            "workqueue_unfinished_work_seconds", .gauge, labels: ["name", "controller"],
            help: "How long the work under way has taken so far, all keys together; it grows without end when something hangs."),
        .init(
            "workqueue_longest_running_processor_seconds", .gauge, labels: ["name", "controller"],
            help: "How long the oldest work under way has taken so far."),
    ]

    private static let client: [MetricDescription] = [
        .init("rest_client_requests_total", .counter, labels: ["code", "method", "host"], help: "Requests to the API server, by answer."),
        .init(
            "rest_client_request_duration_seconds", .histogram, labels: ["verb", "host"], buckets: requestBuckets,
            help: "How long requests to the API server took."),
        .init(
            "rest_client_rate_limiter_duration_seconds", .histogram, labels: ["verb", "host"], buckets: requestBuckets,
            help: "How long requests were held back by the client itself."),
        .init(
            "rest_client_request_size_bytes", .histogram, labels: ["verb", "host"], buckets: sizeBuckets,
            help: "The sizes of what was sent to the API server."),
        .init(
            "rest_client_response_size_bytes", .histogram, labels: ["verb", "host"], buckets: sizeBuckets,
            help: "The sizes of what the API server answered."),
        .init("rest_client_request_retries_total", .counter, labels: ["code", "verb", "host"], help: "Requests that were sent again."),
    ]

    private static let webhooks: [MetricDescription] = [
        .init("controller_runtime_webhook_requests_total", .counter, labels: ["webhook", "code"], help: "Admission questions, by status."),
        .init("controller_runtime_webhook_requests_in_flight", .gauge, labels: ["webhook"], help: "Admission questions under way."),
        .init(
            "controller_runtime_webhook_latency_seconds", .histogram, labels: ["webhook"], buckets: wideBuckets,
            help: "How long admission questions took."),
        .init("certwatcher_read_certificate_total", .counter, help: "How often a new certificate was read from files."),
        .init("certwatcher_read_certificate_errors_total", .counter, help: "How often certificate files could not be used."),
        .init(
            "ake_webhook_certificate_expiration_timestamp_seconds", .gauge,
            help: "Until when the webhook's certificate counts, seconds since 1970."),
    ]

    private static let leaderElection: [MetricDescription] = [
        .init("leader_election_master_status", .gauge, labels: ["name"], help: "1 while this process leads, 0 while it stands by."),
        .init("leader_election_slowpath_total", .counter, labels: ["name"], help: "Renewals that had to read the Lease first."),
    ]
}
