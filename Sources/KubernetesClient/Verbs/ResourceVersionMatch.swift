/// How the resource version of a list or watch call is meant.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list>.
public enum ResourceVersionMatch: String, Sendable, Hashable, CaseIterable {
    /// Exactly this version; the server refuses one that it no longer has with 410.
    case exact = "Exact"
    /// This version or a newer one; the server may answer from its cache.
    case notOlderThan = "NotOlderThan"
}
