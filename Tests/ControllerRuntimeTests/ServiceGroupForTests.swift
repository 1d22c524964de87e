import Logging
import ServiceLifecycle

/// Runs a service beside a body that may ask it to shut down, and waits for both.
struct ServiceGroupForTests: Sendable {
    private let group: ServiceGroup

    init(_ services: any ServiceLifecycle.Service...) {
        group = ServiceGroup(services: services, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func run(_ body: @Sendable (_ stop: @Sendable () async -> Void) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body { await group.triggerGracefulShutdown() }
            } catch {
                tasks.cancelAll()
                throw error
            }
            try await tasks.waitForAll()
        }
    }
}
