import JSON

/// Core events and those of `events.k8s.io` are the same objects with other member names; they are stored as core ones.
enum EventConversion {
    private static let names: [(core: String, other: String)] = [
        ("involvedObject", "regarding"), ("message", "note"), ("reportingComponent", "reportingController"), ("count", "deprecatedCount"),
        ("firstTimestamp", "deprecatedFirstTimestamp"), ("lastTimestamp", "deprecatedLastTimestamp"), ("source", "deprecatedSource"),
    ]

    /// The stored object as a kind shows it.
    static func served(_ object: JSONValue, as kind: ServedKind) -> JSONValue {
        var result = object
        if kind.group == "events.k8s.io" { rename(&result) { ($0.core, $0.other) } }
        result.set(.string(kind.apiVersion), at: "apiVersion")
        result.set(.string(kind.kind), at: "kind")
        return result
    }

    /// The stored object as a kind shows it.
    static func served(_ object: StoredObject, as kind: ServedKind) -> JSONValue { served(object.value, as: kind) }

    /// An object of a kind as it is stored.
    static func stored(_ object: JSONValue, as kind: ServedKind) -> JSONValue {
        var result = object
        if kind.group == "events.k8s.io" {
            rename(&result) { ($0.other, $0.core) }
            result.set("v1", at: "apiVersion")
        } else if kind.version != kind.storageVersion, !kind.storageVersion.isEmpty {
            result.set(.string("\(kind.group)/\(kind.storageVersion)"), at: "apiVersion")
        }
        return result
    }

    private static func rename(_ object: inout JSONValue, _ pair: ((core: String, other: String)) -> (String, String)) {
        for (from, to) in names.map(pair) {
            if let value = object.at(from) {
                object.set(value, at: to)
                object.set(nil, at: from)
            }
        }
    }
}
