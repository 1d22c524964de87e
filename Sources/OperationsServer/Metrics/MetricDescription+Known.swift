extension MetricDescription {
    /// The metrics of the controller runtime, the client and the webhook server, with the names, labels and buckets of
    /// [controller-runtime](https://book.kubebuilder.io/reference/metrics-reference) and client-go, so that dashboards made for those work.
    public static let known: [MetricDescription] = controllers + queues + reflectors + client + webhooks + leaderElection + own

    /// Which build this is; the value is 1.
    public static let buildInfo = MetricDescription("ake_build_info", .gauge, labels: ["version"], help: "Which build this is.")

    static let dropped = MetricDescription(
        "metrics_dropped_total", .counter, labels: ["metric"],
        help: "Measurements that were not kept, since the metric had too many combinations of labels already.")

    private static let own: [MetricDescription] = [
        buildInfo, dropped,
        .init(
            "event_recorder_discarded_total", .counter, labels: ["controller"],
            help: "Events that were not written: too many at once, or the API server did not take them."),
    ]

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
        .init(
            "controller_runtime_stale_cache_deferrals_total", .counter, labels: ["controller"],
            help: "Keys put off until the caches had seen what their last reconcile wrote."),
        .init(
            "controller_runtime_stale_cache_timeouts_total", .counter, labels: ["controller"],
            help: "Keys reconciled although a cache had still not seen what their last reconcile wrote."),
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

    private static let reflectors: [MetricDescription] = [
        .init("reflector_lists_total", .counter, labels: ["name"], help: "Lists that were begun."),
        .init("reflector_list_duration_seconds", .histogram, labels: ["name"], help: "How long lists took."),
        .init("reflector_items_per_list", .histogram, labels: ["name"], buckets: countBuckets, help: "How many objects lists held."),
        .init("reflector_watches_total", .counter, labels: ["name"], help: "Watches that were begun."),
        .init("reflector_short_watches_total", .counter, labels: ["name"], help: "Watches that ended at once and told of nothing."),
        .init("reflector_watch_duration_seconds", .histogram, labels: ["name"], buckets: watchBuckets, help: "How long watches lasted."),
        .init("reflector_items_per_watch", .histogram, labels: ["name"], buckets: countBuckets, help: "How many events watches told of."),
        .init("reflector_last_resource_version", .gauge, labels: ["name"], help: "The newest version that the cache has seen."),
        .init("reflector_undecodable_objects", .gauge, labels: ["name"], help: "Objects that their type cannot hold, and are passed over."),
    ]

    private static let countBuckets: [Double] = [0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
    private static let watchBuckets: [Double] = [0.1, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600]

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
        .init(
            "rest_client_flow_control_requests_total", .counter, labels: ["code", "flow_schema_uid", "priority_level_uid"],
            help: "Answers, by the API server's priority level."),
        .init(
            "rest_client_exec_plugin_call_total", .counter, labels: ["code", "call_status"],
            help: "Calls of credential plug-ins, by outcome."),
        .init(
            "rest_client_exec_plugin_ttl_seconds", .gauge, help: "How long the credential of a plug-in still counts; endless without one."),
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
