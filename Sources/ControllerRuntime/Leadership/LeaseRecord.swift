import JSON
import KubernetesAPI

/// A Lease as the server told it, with every field, so that none is lost when it is written back: a newer server's, or a person's label.
struct LeaseRecord: Sendable, Hashable {
    /// Everything.
    let json: JSONValue
    /// What an election needs of it.
    let spec: Lease.Spec?

    init(json: JSONValue) throws {
        self.json = json
        self.spec = try json["spec"].map { try $0.decode(Lease.Spec.self) }
    }

    init(parsing bytes: [UInt8]) throws { try self.init(json: JSONValue(parsing: bytes)) }

    /// Its version.
    var resourceVersion: String? { json["metadata"]?["resourceVersion"]?.stringValue }

    /// The object to write so that the Lease says `spec`; conditional on the version that this one is of.
    func replacing(_ spec: Lease.Spec) throws -> JSONValue {
        var json = json
        var fields = json["spec"]?.objectValue ?? [:]
        for (name, value) in try JSONValue(encoding: spec).objectValue ?? [:] { fields[name] = value }
        json["spec"] = .object(fields)
        return json
    }

    /// The object to write when there is none.
    static func new(_ key: ObjectKey, _ spec: Lease.Spec) throws -> JSONValue {
        var metadata: JSONValue = ["name": .string(key.name)]
        if let namespace = key.namespace { metadata["namespace"] = .string(namespace) }
        return [
            "apiVersion": .string(Lease.resource.apiVersion), "kind": .string(Lease.resource.kind), "metadata": metadata,
            "spec": try JSONValue(encoding: spec),
        ]
    }
}
