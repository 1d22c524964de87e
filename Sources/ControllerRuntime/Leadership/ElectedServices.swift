import Logging
import ServiceLifecycle

/// Services that run only while this process leads. On shutdown they end first, the last one first, then the lease is released.
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
    ///
    /// - Throws: ``LeaderElector/LeadershipLost``, or what one of the services throws.
    public func run() async throws {
        let services = services
        let quiet = Logger(label: "elected") { _ in SwiftLogNoOpLogHandler() }
        let body: @Sendable () async throws -> Void = {
            // A group of its own ends them in order, one after another.
            let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: services.map { .init(service: $0) }, logger: quiet))
            try await group.run()
        }
        do {
            if services.isEmpty {
                try await gracefulShutdown()
            } else if let elector {
                try await elector.run(body)
            } else {
                try await body()
            }
        } catch is CancellationError {}
    }
}
