import JSON
import LoadBalancerNode
import YAML

/// The repository's manifests.
enum Manifest {
    /// The objects of a file.
    static func objects(_ path: String) throws -> [JSONValue] { try YAMLReader.values(NodeFile.read("\(Sandbox.repository)/\(path)")) }
}
