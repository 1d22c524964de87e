import KubernetesAPI

/// Decides when the node tells the cluster what it serves. Pure: what is served, what was seen and the time go in, the next call comes out.
///
/// It writes only what is not there yet, and never more often than once in ``interval``; in between it only looks, now and then, whether
/// somebody has removed or changed the report.
public struct ReportPacing: Sendable {
    /// The next call.
    public enum Action: Sendable, Hashable {
        /// None for now.
        case wait
        /// Read the report that is in the cluster.
        case look
        /// Write it.
        case write([NodeReport.Served])
    }

    /// The least time between two writes.
    public static let interval: Duration = .seconds(5)
    /// How often to look.
    public static let lookInterval: Duration = .seconds(60)

    private var present: [NodeReport.Served]?
    private var isKnown = false
    private var lookAfter: ContinuousClock.Instant
    private var writeAfter: ContinuousClock.Instant
    private var failures = 0

    /// Makes the decisions of an agent that has seen nothing yet.
    public init(now: ContinuousClock.Instant = .now) {
        self.lookAfter = now
        self.writeAfter = now
    }

    /// The call to make now.
    ///
    /// - Parameter served: what nginx serves; nil while that is not known.
    public func action(served: [NodeReport.Served]?, now: ContinuousClock.Instant) -> Action {
        guard let served, now >= writeAfter else { return .wait }
        if !isKnown || now >= lookAfter { return .look }
        return present == served ? .wait : .write(served)
    }

    /// Takes up what is in the cluster; nil: no report, or one that says something else of the node than it would itself.
    public mutating func saw(_ report: [NodeReport.Served]?, now: ContinuousClock.Instant) {
        present = report
        isKnown = true
        failures = 0
        lookAfter = now + Self.lookInterval
    }

    /// Takes up that a report was written.
    public mutating func wrote(_ served: [NodeReport.Served], now: ContinuousClock.Instant) {
        saw(served, now: now)
        writeAfter = now + Self.interval
    }

    /// Takes up that a call failed.
    ///
    /// - Returns: how long nothing is called.
    public mutating func failed(now: ContinuousClock.Instant) -> Duration {
        failures += 1
        let pause = max(Self.interval, TokenRenewal.pause(afterFailures: failures))
        // What became of a write is not known.
        isKnown = false
        writeAfter = now + pause
        return pause
    }
}
