import Logging
import ServiceLifecycle

/// Tells nginx whether this node may take traffic, whenever that differs from what nginx was told.
public struct HealthService: ServiceLifecycle.Service, CustomStringConvertible {
    private let nginx: NginxAdmin
    private let status: NodeStatus
    private let logger: Logger
    private let interval: Duration = .milliseconds(500)

    /// Makes the service.
    public init(nginx: NginxAdmin, status: NodeStatus, logger: Logger) {
        self.nginx = nginx
        self.status = status
        self.logger = logger
    }

    // The service group logs it; the stored properties, spelled out, are nobody's business.
    public var description: String { "HealthService" }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.report()
                try? await Task.sleep(for: self.interval)
            }
        }
    }

    private func report() async {
        let now = status.now
        guard let state = now.nginx else { return }
        let health = HealthDecision.report(hasTable: state.revision != nil, tableProblem: now.tableProblem, bird: now.bird)
        guard health != state.health else { return }
        do {
            let answer = try await nginx.report(health)
            status.update { $0.nginx = answer }
            logger.notice(
                health.ready ? "this node may take traffic" : "this node may not take traffic",
                metadata: health.reasons.map { ["reasons": "\($0.joined(separator: "; "))"] })
        } catch is CancellationError {
            return
        } catch {
            logger.warning("\(error)")
        }
    }
}
