import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Testing

@testable import OperationsServer

/// A clock that is moved by hand.
final class HandClock: Sendable {
    private let time = NIOLockedValueBox(Timestamp(seconds: 1_900_000_000))
    var now: Timestamp { time.withLockedValue { $0 } }
    func advance(by duration: Duration) { time.withLockedValue { $0 = $0.advanced(by: duration) } }
}

/// Waits until a condition holds, at most so long.
func eventually(_ what: Comment, within limit: Duration = .seconds(20), _ condition: @Sendable () async throws -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("never: \(what)")
            return
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Runs services while `body` runs.
func withServices<Result: Sendable>(
    _ services: [any ServiceLifecycle.Service], _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        for service in services {
            group.addTask {
                try? await service.run()
                return nil
            }
        }
        group.addTask { try await body() }
        defer { group.cancelAll() }
        while let outcome = try await group.next() {
            if let outcome { return outcome }
        }
        throw CancellationError()
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A place for the port that a server got.
final class PortBox: Sendable {
    private let port = NIOLockedValueBox<Int?>(nil)
    func set(_ value: Int) { port.withLockedValue { $0 = value } }
    func wait() async throws -> Int {
        try await eventually("the server listens") { self.port.withLockedValue { $0 } != nil }
        return try #require(port.withLockedValue { $0 })
    }
}
