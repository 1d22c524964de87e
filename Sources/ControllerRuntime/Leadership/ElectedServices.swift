import Logging
import ServiceLifecycle

/// Services that run only while this process leads. On shutdown they end first, then the lease is released.
public struct ElectedServices: ServiceLifecycle.Service {
    private let elector: LeaderElector?
    private let services: [any ServiceLifecycle.Service]

    /// Makes the group.
    ///
    /// - Parameter elector: `nil` runs the services at once, for a process that is alone by other means.
    public init(elector: LeaderElector?, services: [any ServiceLifecycle.Service]) {
        self.elector = elector
        self.services = services
    }

    /// Runs until the task is cancelled, the service group shuts down or the lease is lost.
    public func run() async throws {
        let services = services
        let body: @Sendable () async throws -> Void = {
            try await withThrowingDiscardingTaskGroup { group in
                for service in services {
                    group.addTask { try await service.run() }
                }
            }
        }
        do {
            try await cancelWhenGracefulShutdown {
                if let elector = self.elector { try await elector.run(body) } else { try await body() }
            }
        } catch is CancellationError {}
    }
}
