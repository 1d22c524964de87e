import ControllerRuntime
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import OpenStackAPI
import OpenStackClient
import ServiceLifecycle

/// Watches all stacks in progress with one list call a tick, and enqueues the keys of those that are no longer.
public final class StackPoller: ServiceLifecycle.Service {
    private let heat: HeatClient
    private let clock: HeatStackClock
    private let tick: Duration
    private let logger: Logger
    private let schedule = NIOLockedValueBox(PollSchedule<ObjectKey>())
    private let queue: WorkQueue

    /// Makes a poller that adds to `queue`.
    ///
    /// - Parameter tick: how often it looks whether Heat is to be asked.
    public init(
        heat: HeatClient, queue: WorkQueue, clock: HeatStackClock = .continuous, tick: Duration = .milliseconds(250), logger: Logger
    ) {
        self.heat = heat
        self.queue = queue
        self.clock = clock
        self.tick = tick
        self.logger = logger
    }

    /// How many stacks are watched.
    public var count: Int { schedule.withLockedValue { $0.count } }

    /// Watches the stack of `key` until it is no longer in progress.
    public func track(_ key: ObjectKey, stackID: String) {
        let now = clock.elapsed()
        schedule.withLockedValue { $0.track(key, stackID: stackID, now: now) }
    }

    /// Ceases to watch.
    public func forget(_ key: ObjectKey) {
        schedule.withLockedValue { $0.forget(key) }
    }

    /// Runs until the task is cancelled or the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if self.schedule.withLockedValue({ $0.isDue(now: self.clock.elapsed()) }) { await self.poll() }
                try? await Task.sleep(for: self.tick)
            }
        }
    }

    /// Asks Heat once.
    func poll() async {
        let asked = clock.elapsed()
        do {
            // Not by `tags`: together with a filter by status Heat answers 500 (its query for tags hides the column).
            let stacks = try await heat.stacks(.init(anyTag: [StackIdentityRule.commonTag], progress: .inProgress))
            let now = clock.elapsed()
            for key in schedule.withLockedValue({ $0.observed(Set(stacks.map(\.id)), asked: asked, now: now) }) { queue.add(key) }
        } catch is CancellationError {
            return
        } catch {
            let now = clock.elapsed()
            schedule.withLockedValue { $0.failed(now: now) }
            logger.warning("stacks in progress cannot be listed: \(error)")
        }
    }
}
