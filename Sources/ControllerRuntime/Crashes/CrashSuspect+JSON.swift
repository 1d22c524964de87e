import JSON
import KubernetesAPI

extension CrashSuspect {
    /// As it is remembered.
    var json: JSONValue {
        var json: JSONValue = [
            "controller": .string(identity.controller), "name": .string(identity.key.name), "crashes": .integer(Int64(crashes)),
        ]
        json["namespace"] = identity.key.namespace.map { .string($0) }
        json["fingerprint"] = fingerprint.map { .string($0) }
        return json
    }

    init?(json: JSONValue) {
        guard let controller = json["controller"]?.stringValue, let name = json["name"]?.stringValue,
            let crashes = json["crashes"]?.intValue,
            (1...1_000_000).contains(crashes)
        else { return nil }
        self.init(
            identity: Identity(controller: controller, key: ObjectKey(namespace: json["namespace"]?.stringValue, name: name)),
            fingerprint: json["fingerprint"]?.stringValue, crashes: crashes)
    }
}
