/// How many calls a client makes at most, beside what the server lets through.
///
/// Since Kubernetes 1.29 every API server protects itself by API Priority and Fairness
/// (<https://kubernetes.io/docs/concepts/cluster-administration/flow-control/>), which is why none is the default.
public enum RateLimit: Sendable, Hashable {
    /// As many as there are.
    case unlimited
    /// So many a second on average, and so many at once after a pause. client-go calls them QPS and burst.
    case fixed(perSecond: Double, burst: Int)
    /// 50 a second and 100 at once as long as the server does not say that it runs API Priority and Fairness.
    case automatic
}
