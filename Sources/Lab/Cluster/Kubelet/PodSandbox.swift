import JSON

/// What a Pod has on its worker: a network namespace, an address, a process. Kept in a file, so that a restarted kubelet finds it.
struct PodSandbox: Codable, Sendable, Hashable {
    /// The Pod's UID.
    let uid: String
    /// Its namespace in Kubernetes.
    let podNamespace: String
    /// Its name.
    let podName: String
    /// The worker's number.
    let worker: Int
    /// Its address.
    let address: String
    /// The port its server listens on.
    let port: Int
    /// How often the process was started again.
    var restarts: Int

    /// The first eight characters of the UID: names on the machine must be short.
    var short: String { Self.short(uid) }
    /// Name of the process in pid files and logs.
    var processName: String { "pod-\(short)" }
    /// Host name in the lab, that is the namespace without the prefix.
    var host: String { "pod-\(short)" }
    /// The worker's end of the cable, named as Calico names it.
    var cable: String { "cali\(short)" }

    static func short(_ uid: String) -> String { String(uid.filter { $0 != "-" }.prefix(8)) }
}
