/// The lab's fixed addresses, the same in every lab: each one lives in its own namespaces.
public enum LabAddresses {
    /// The client's own address, which must arrive in X-Forwarded-For.
    public static let client = "203.0.113.10"
    /// The L4 balancer's address on the cluster's network: iControl REST.
    public static let bigip = "10.20.0.1"
    /// Keystone, Heat, Nova and the others.
    public static let cloud = "10.20.0.2"
    /// The API server and the controllers.
    public static let master = "10.20.0.3"
    /// The cluster's Pod network.
    public static let podNetwork = "10.244.0.0/16"
    /// The autonomous system that Calico uses unless told otherwise.
    public static let autonomousSystem = 64512

    /// The worker machines of the cluster.
    public static let workers = [LabWorker(number: 1), LabWorker(number: 2)]
}
