import ControllerRuntime
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import OpenStackAPI
import OpenStackClient
import ServiceLifecycle

/// Watches all stacks in progress with one list call a tick and cloud, and enqueues the keys of those that are no longer.
public final class StackPoller: ServiceLifecycle.Service {
    private struct Place {
        var heat: HeatClient
        var schedule = PollSchedule<ObjectKey>()
        var isAsking = false
    }

    private let clock: HeatStackClock
    private let tick: Duration
    private let logger: Logger
    private let places = NIOLockedValueBox<[CloudID: Place]>([:])
    private let queue: WorkQueue

    /// Makes a poller that adds to `queue`.
    ///
    /// - Parameter tick: how often it looks whether Heat is to be asked.
    public init(queue: WorkQueue, clock: HeatStackClock = .continuous, tick: Duration = .milliseconds(250), logger: Logger) {
        self.queue = queue
        self.clock = clock
        self.tick = tick
        self.logger = logger
    }

    /// How many stacks are watched.
    public var count: Int { places.withLockedValue { $0.values.reduce(0) { $0 + $1.schedule.count } } }

    /// Watches the stack of `key` until it is no longer in progress.
    public func track(_ key: ObjectKey, stackID: String, in connection: HeatConnection) {
        let now = clock.elapsed()
        places.withLockedValue { places in
            // The newest client of a cloud: an older one may be closed.
            places[connection.id, default: Place(heat: connection.heat)].heat = connection.heat
            places[connection.id]?.schedule.track(key, stackID: stackID, now: now)
        }
    }

    /// Ceases to watch.
    public func forget(_ key: ObjectKey) {
        places.withLockedValue { places in
            for id in places.keys {
                places[id]?.schedule.forget(key)
                if places[id]?.schedule.count == 0, places[id]?.isAsking == false, places.count > 1 { places[id] = nil }
            }
        }
    }

    /// Runs until the task is cancelled or the service group shuts down. Clouds are asked beside each other: a slow one holds up no other.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let now = self.clock.elapsed()
                    let due = self.places.withLockedValue { places in
                        let due = places.filter { !$0.value.isAsking && $0.value.schedule.isDue(now: now) }.map { ($0.key, $0.value.heat) }
                        for (id, _) in due { places[id]?.isAsking = true }
                        return due
                    }
                    for (id, heat) in due { group.addTask { await self.ask(id, heat) } }
                    try? await Task.sleep(for: self.tick)
                }
            }
        }
    }

    /// Asks one cloud once.
    private func ask(_ id: CloudID, _ heat: HeatClient) async {
        let asked = clock.elapsed()
        defer { places.withLockedValue { $0[id]?.isAsking = false } }
        do {
            // Not by `tags`: together with a filter by status Heat answers 500 (its query for tags hides the column).
            let stacks = try await heat.stacks(.init(anyTag: [StackIdentityRule.commonTag], progress: .inProgress))
            let now = clock.elapsed()
            let ids = Set(stacks.map(\.id))
            for key in places.withLockedValue({ $0[id]?.schedule.observed(ids, asked: asked, now: now) ?? [] }) { queue.add(key) }
        } catch is CancellationError {
            return
        } catch {
            let now = clock.elapsed()
            places.withLockedValue { $0[id]?.schedule.failed(now: now) }
            logger.warning("stacks in progress cannot be listed: \(error)", metadata: ["cloud": "\(id)"])
        }
    }
}
