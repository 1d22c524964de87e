import JSON

/// The scale subresource: a small view of an object that only shows and changes its number of replicas.
enum Scaling {
    /// The `autoscaling/v1` Scale of an object.
    static func scale(of object: JSONValue, _ kind: ServedKind) -> JSONValue {
        var metadata: JSONValue = [:]
        for member in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata.set(object.at("metadata", member), at: member)
        }
        var status: JSONValue = ["replicas": object.at(kind.scale?.statusReplicas ?? []) ?? .integer(0)]
        if let path = kind.scale?.selector {
            status.set(object.at(path), at: "selector")
        } else if let selector = BuiltInColumns.selector(object.at("spec", "selector", "matchLabels")) {
            status.set(.string(selector), at: "selector")
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
            "spec": ["replicas": object.at(kind.scale?.specReplicas ?? []) ?? .integer(0)], "status": status,
        ]
    }

    /// The object with the number of replicas of a Scale.
    static func scaled(_ object: JSONValue, to scale: JSONValue, _ kind: ServedKind) throws(APIFailure) -> JSONValue {
        guard let replicas = scale.at("spec", "replicas")?.whole ?? (scale.at("spec", "replicas") == nil ? 0 : nil), let paths = kind.scale
        else {
            throw .badRequest("spec.replicas must be a whole number")
        }
        if replicas < 0 {
            throw .invalid(
                group: "autoscaling", kind: "Scale", name: object.name,
                [.invalid("spec.replicas", String(replicas), "must be greater than or equal to 0")])
        }
        var result = object
        result.set(.integer(replicas), at: paths.specReplicas)
        return result
    }
}
