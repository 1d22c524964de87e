import JSON

/// What this node is for: the contents of `/etc/ake/node.json`, written by cloud-init.
public struct NodeConfiguration: Sendable, Hashable, Decodable {
    /// The namespace of the Ingress.
    public var namespace: String
    /// The name of the Ingress.
    public var ingress: String
    /// The IngressGroup that lists what the node serves; nil: the one Ingress.
    public var group: String?
    /// The UID of the Ingress or the group; marks what the node makes in the cluster.
    public var ingressUID: String
    /// The range of the Pods' addresses; only routes within it count.
    public var podCIDR: String
    /// The autonomous system of the cluster and of this node.
    public var bgpAS: Int
    /// This node's address on the cluster's network.
    public var clusterAddress: String

    /// Makes a configuration.
    public init(
        namespace: String, ingress: String, group: String? = nil, ingressUID: String, podCIDR: String, bgpAS: Int, clusterAddress: String
    ) {
        self.namespace = namespace
        self.ingress = ingress
        self.group = group
        self.ingressUID = ingressUID
        self.podCIDR = podCIDR
        self.bgpAS = bgpAS
        self.clusterAddress = clusterAddress
    }

    private enum CodingKeys: String, CodingKey {
        case namespace, ingress, group, ingressUID, podCIDR, bgpAS, clusterAddress
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.namespace = try values.decode(String.self, forKey: .namespace)
        self.ingress = try values.decode(String.self, forKey: .ingress)
        let group = try values.decodeIfPresent(String.self, forKey: .group)
        self.group = group?.isEmpty == true ? nil : group
        self.ingressUID = try values.decode(String.self, forKey: .ingressUID)
        self.podCIDR = try values.decode(String.self, forKey: .podCIDR)
        // A Heat parameter of type number may arrive as text.
        if let text = try? values.decode(String.self, forKey: .bgpAS), let number = Int(text) {
            self.bgpAS = number
        } else {
            self.bgpAS = try values.decode(Int.self, forKey: .bgpAS)
        }
        self.clusterAddress = try values.decode(String.self, forKey: .clusterAddress)
    }

    /// Reads the file.
    ///
    /// - Throws: ``NodeError`` that names the file and what is wrong with it.
    public static func load(_ path: String) throws(NodeError) -> NodeConfiguration {
        let bytes = try NodeFile.read(path)
        do {
            return try JSONReader.decode(NodeConfiguration.self, from: bytes)
        } catch {
            throw NodeError(.configuration, "\(path): \(error)")
        }
    }
}
