/// A worker of the lab's cluster: a network namespace with BIRD, where Pods run.
public struct LabWorker: Sendable, Hashable {
    /// 1, 2, ...
    public let number: Int

    /// Makes the worker with a number.
    public init(number: Int) { self.number = number }

    /// Node name, which is also the host's name in the lab.
    public var name: String { "w\(number)" }
    /// The Node's InternalIP.
    public var address: String { "10.20.0.\(100 + number)" }
    /// The /26 that Calico's address management gave to this node.
    public var block: String { "10.244.\(number).0/26" }
    /// The addresses of the block that Pods may get: Calico uses all but the first here.
    public var podAddresses: [String] { (1...62).map { "10.244.\(number).\($0)" } }
}
