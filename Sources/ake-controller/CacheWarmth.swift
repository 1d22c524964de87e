import NIOConcurrencyHelpers
import OperationsServer

/// Answers `/readyz` of a controller: ready once its caches are filled, whether it leads or stands by.
struct CacheWarmth {
    private let isReady = NIOLockedValueBox<@Sendable () -> Bool>({ false })

    /// The checks to serve.
    var checks: HealthChecks {
        var checks = HealthChecks()
        let isReady = isReady
        checks.add("caches") { isReady.withLockedValue { $0 }() ? nil : "not every cache has been filled yet" }
        return checks
    }

    /// Says what to ask.
    func watch(_ isReady: @escaping @Sendable () -> Bool) { self.isReady.withLockedValue { $0 = isReady } }
}
