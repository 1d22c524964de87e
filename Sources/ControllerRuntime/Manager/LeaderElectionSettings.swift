import FoundationEssentials
import KubernetesAPI

/// Whether, and by which Lease, one of several processes is chosen to act.
public struct LeaderElectionSettings: Sendable, Hashable {
    /// The Lease; `nil` when this process is alone by other means.
    public var lease: ObjectKey?
    /// The name of this process, which no other may have.
    public var identity: String
    /// The times.
    public var timing: LeaderElectionTiming

    /// Why settings cannot be used.
    public struct Invalid: Error, Sendable, Hashable, CustomStringConvertible {
        /// What is wrong and what to do.
        public let description: String
    }

    /// Everybody acts.
    public static let none = LeaderElectionSettings(lease: nil, identity: drawnIdentity, timing: LeaderElectionTiming())

    /// The process that holds a Lease acts.
    ///
    /// - Parameters:
    ///   - name: `namespace/name`.
    ///   - identity: unique to this process; by default the host's name and a number drawn at the start.
    public static func lease(_ name: String, identity: String? = nil, timing: LeaderElectionTiming = LeaderElectionTiming())
        -> LeaderElectionSettings
    {
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let key = parts.count == 2 ? ObjectKey(namespace: parts[0], name: parts[1]) : ObjectKey(name: name)
        return .lease(key, identity: identity, timing: timing)
    }

    /// The process that holds a Lease acts.
    ///
    /// - Parameter identity: unique to this process; by default the host's name and a number drawn at the start.
    public static func lease(_ key: ObjectKey, identity: String? = nil, timing: LeaderElectionTiming = LeaderElectionTiming())
        -> LeaderElectionSettings
    {
        LeaderElectionSettings(lease: key, identity: identity ?? drawnIdentity, timing: timing)
    }

    // Pods on their host's network share its name, and each may be process 1: a number drawn once keeps two leaders apart.
    private static let drawnIdentity = "\(ProcessInfo.processInfo.hostName)_\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"

    /// Checks that they can be used.
    ///
    /// - Throws: ``Invalid`` or ``LeaderElectionTiming/Invalid``.
    public func validate() throws {
        guard let lease else { return }
        if lease.namespace?.isEmpty ?? true || lease.name.isEmpty {
            throw Invalid(description: "the lease \"\(lease)\": expected namespace/name, as ake-system/demo")
        }
        if identity.isEmpty {
            throw Invalid(description: "the identity for lease \(lease) is empty: give a name that no other process has")
        }
        try timing.validate()
    }
}
