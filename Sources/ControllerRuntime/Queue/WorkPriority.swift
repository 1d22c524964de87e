/// How urgent a key is: a higher one comes first, though never at the cost that a lower one never comes (see ``WorkQueue``).
///
/// The numbers are controller-runtime's
/// (<https://pkg.go.dev/sigs.k8s.io/controller-runtime/pkg/controller/priorityqueue>): 0 for what somebody has just changed, -100 for what is
/// only looked at again.
public struct WorkPriority: RawRepresentable, Sendable, Hashable, Comparable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    /// The number; a higher one is more urgent.
    public let rawValue: Int

    /// Makes a priority.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Makes a priority of a number.
    public init(integerLiteral value: Int) { self.rawValue = value }

    /// Somebody has changed something: 0.
    public static let normal: WorkPriority = 0
    /// Nothing is known to have changed, as with the initial list and a resync: -100.
    public static let low: WorkPriority = -100
    /// What may have ended an earlier process comes after everything else: -1,000.
    public static let suspect: WorkPriority = -1000

    public var description: String { String(rawValue) }

    public static func < (left: WorkPriority, right: WorkPriority) -> Bool { left.rawValue < right.rawValue }
}
