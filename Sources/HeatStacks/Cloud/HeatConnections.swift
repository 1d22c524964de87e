import ControllerRuntime
import HTTPTransport
import KubernetesAPI
import Logging
import NIOConcurrencyHelpers
import OpenStackClient
import ServiceLifecycle

/// A client for each cloud that HeatStacks name: made when first needed, made anew when its credentials change, closed when nobody uses it.
///
/// Credentials are read again at most every ``rereadInterval``, and at once after Keystone refused them: what rotates them needs no restart
/// and touches no VM. A client that is replaced stays open for as long as a call may last.
public final class HeatConnections: ServiceLifecycle.Service {
    /// How long credentials count without being read again.
    static let rereadInterval: Duration = .seconds(30)
    /// The same for an object that is being deleted. Heat accepts a token for a while after its password has changed, but Keystone does not let it take
    /// the stack's trust away with it, and Heat passes that over.
    static let deletionInterval: Duration = .seconds(2)
    /// How long a call with a replaced client may still last.
    static let gracePeriod: Duration = .seconds(90)
    /// After how long a client that nobody asked for is closed.
    static let idleTime: Duration = .seconds(3600)

    private struct Entry {
        var access: CloudAccess
        var connection: HeatConnection
        var transport: AsyncHTTPTransport
        var readAt: Duration
        var usedAt: Duration
    }
    private struct State {
        var entries: [CloudID: Entry] = [:]
        var retired: [(transport: AsyncHTTPTransport, at: Duration)] = []
    }

    private let reader: CloudAccessReader?
    private let fixed: HeatClient?
    private let fence: LeadershipFence
    private let clock: HeatStackClock
    private let logger: Logger
    private let state = NIOLockedValueBox(State())

    /// Makes connections from credentials.
    ///
    /// - Parameter fence: Heat is written to only while it is open.
    public init(
        reader: CloudAccessReader, fence: LeadershipFence = .open, clock: HeatStackClock = .continuous, logger: Logger
    ) {
        self.reader = reader
        self.fence = fence
        self.fixed = nil
        self.clock = clock
        self.logger = logger
    }

    /// One Heat for every HeatStack. Its owner closes it.
    public init(fixed heat: HeatClient, logger: Logger = Logger(label: "heat-connections")) {
        self.reader = nil
        self.fixed = heat
        self.fence = .open
        self.clock = .continuous
        self.logger = logger
    }

    /// The Heat of an object. Throws ``CloudAccessReader/Failure``, or a `KubernetesError` that passes.
    public func connection(for object: HeatStack) async throws -> HeatConnection {
        let id = CloudID(object)
        if let fixed { return HeatConnection(id: id, heat: fixed) }
        let now = clock.elapsed()
        let interval = object.metadata.isBeingDeleted ? Self.deletionInterval : Self.rereadInterval
        let known = state.withLockedValue { state -> HeatConnection? in
            guard let entry = state.entries[id], now - entry.readAt < interval else { return nil }
            state.entries[id]?.usedAt = now
            return entry.connection
        }
        if let known, isAdmitted(id, object) { return known }
        guard let reader else { throw CloudAccessReader.Failure(description: "no cloud is configured") }
        let access = try await reader.read(id, for: object.metadata.namespace)
        return try take(access, id, now)
    }

    /// Has the credentials read again at the next use: the cloud has refused them.
    public func refuse(_ id: CloudID) {
        state.withLockedValue { $0.entries[id]?.readAt = .seconds(-1_000_000) }
    }

    /// How many clients are open.
    var count: Int { state.withLockedValue { $0.entries.count + $0.retired.count } }

    // A Secret of another namespace was admitted or not when it was read, by whoever read it first: what is its owner's is not everybody's.
    private func isAdmitted(_ id: CloudID, _ object: HeatStack) -> Bool {
        id.secret.map { $0.namespace == object.metadata.namespace } ?? true
    }

    private func take(_ access: CloudAccess, _ id: CloudID, _ now: Duration) throws -> HeatConnection {
        let kept = state.withLockedValue { state -> HeatConnection? in
            guard let entry = state.entries[id], entry.access == access else { return nil }
            state.entries[id]?.readAt = now
            state.entries[id]?.usedAt = now
            return entry.connection
        }
        if let kept { return kept }
        let transport: AsyncHTTPTransport
        do {
            transport = try AsyncHTTPTransport(tls: access.tls)
        } catch {
            throw CloudAccessReader.Failure(description: "\(id): \(error)")
        }
        let connection = HeatConnection(
            id: id,
            heat: HeatClient(
                OpenStackClient(cloud: access.cloud, transport: FencedTransport(base: transport, fence: fence), logger: logger)))
        state.withLockedValue { state in
            if let old = state.entries[id] { state.retired.append((old.transport, now)) }
            state.entries[id] = Entry(access: access, connection: connection, transport: transport, readAt: now, usedAt: now)
        }
        logger.notice("using \(access.cloud)", metadata: ["cloud": "\(id)"])
        return connection
    }

    /// Closes what is no longer used, until the task is cancelled or the service group shuts down; then everything.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(10))
                await self.closeUnused()
            }
        }
        let open = state.withLockedValue { state in
            defer { state = State() }
            return state.entries.values.map(\.transport) + state.retired.map(\.transport)
        }
        for transport in open { await transport.shutdown() }
    }

    /// Closes the clients that were replaced or not asked for in a while.
    func closeUnused() async {
        let now = clock.elapsed()
        let closing = state.withLockedValue { state in
            for (id, entry) in state.entries where now - entry.usedAt > Self.idleTime {
                state.entries[id] = nil
                state.retired.append((entry.transport, entry.usedAt))
            }
            let over = state.retired.filter { now - $0.at > Self.gracePeriod }
            state.retired.removeAll { now - $0.at > Self.gracePeriod }
            return over.map(\.transport)
        }
        for transport in closing { await transport.shutdown() }
    }
}
