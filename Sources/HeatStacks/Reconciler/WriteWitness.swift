import KubernetesAPI

/// Is told of each write before it is sent and after it was answered. A test that throws from here ends the process at that very point.
struct WriteWitness: Sendable {
    enum Moment: Sendable {
        case before, after
    }

    var body: @Sendable (WriteSite, Moment) async throws -> Void
}

extension HeatStackReconciler {
    /// Makes the write that belongs to a site.
    @discardableResult
    func writing<Result: Sendable>(
        _ site: WriteSite, _ key: ObjectKey, _ body: () async throws -> Result
    ) async throws -> Result {
        try await witness?.body(site, .before)
        let result = try await body()
        logger.debug("wrote", metadata: ["site": "\(site)", "object": "\(key)"])
        try await witness?.body(site, .after)
        return result
    }
}
