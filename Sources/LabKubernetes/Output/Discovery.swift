import JSON

/// The documents by which a client learns what is served.
/// <https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api>
struct Discovery: Sendable {
    private struct Entry {
        var name: String
        var singular: String
        var kind: String
        var group = ""
        var version = ""
        var namespaced: Bool
        var verbs: [String]
        var shortNames: [String] = []
        var categories: [String] = []
        var subresources: [Entry] = []
    }

    var registry: KindRegistry

    private static let verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

    /// `/version`.
    static let version: JSONValue = [
        "major": "1", "minor": "35", "gitVersion": "v1.35.0+ake-lab", "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "2025-01-01T00:00:00Z",
        "goVersion": "swift", "compiler": "swiftc", "platform": "linux/amd64",
    ]

    /// `/api`.
    static let coreVersions: JSONValue = ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []]

    /// `/apis`.
    var groupList: JSONValue {
        ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(registry.groups.map(Self.group))]
    }

    /// `/apis/<group>`; nil when it is not served.
    func group(_ name: String) -> JSONValue? {
        registry.groups.first { $0.name == name }.map { group in
            var value = Self.group(group)
            value.set("APIGroup", at: "kind")
            value.set("v1", at: "apiVersion")
            return value
        }
    }

    /// `/api/v1` or `/apis/<group>/<version>`; nil when it is not served.
    func resources(group: String, version: String) -> JSONValue? {
        let entries = entries(group, version)
        if entries.isEmpty { return nil }
        let all = entries.flatMap { [$0] + $0.subresources }
        return [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(
                all.map { entry in
                    var value: JSONValue = [
                        "name": .string(entry.name), "singularName": .string(entry.singular), "namespaced": .bool(entry.namespaced),
                        "kind": .string(entry.kind), "verbs": Self.texts(entry.verbs),
                    ]
                    if !entry.version.isEmpty {
                        value.set(.string(entry.group), at: "group")
                        value.set(.string(entry.version), at: "version")
                    }
                    if !entry.shortNames.isEmpty { value.set(Self.texts(entry.shortNames), at: "shortNames") }
                    if !entry.categories.isEmpty { value.set(Self.texts(entry.categories), at: "categories") }
                    return value
                }),
        ]
    }

    /// `/api` or `/apis` in the aggregated form.
    func aggregated(core: Bool) -> JSONValue {
        let groups = core ? [(name: "", versions: ["v1"])] : registry.groups
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(
                groups.map { group in
                    [
                        "metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)],
                        "versions": .array(
                            group.versions.map { version in
                                [
                                    "version": .string(version), "freshness": "Current",
                                    "resources": .array(entries(group.name, version).map { aggregated($0, group.name, version) }),
                                ]
                            }),
                    ]
                }),
        ]
    }

    private func aggregated(_ entry: Entry, _ group: String, _ version: String) -> JSONValue {
        func kind(_ entry: Entry) -> JSONValue {
            [
                "group": .string(entry.version.isEmpty ? group : entry.group),
                "version": .string(entry.version.isEmpty ? version : entry.version),
                "kind": .string(entry.kind),
            ]
        }
        var value: JSONValue = [
            "resource": .string(entry.name), "responseKind": kind(entry), "scope": entry.namespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(entry.singular), "verbs": Self.texts(entry.verbs),
        ]
        if !entry.shortNames.isEmpty { value.set(Self.texts(entry.shortNames), at: "shortNames") }
        if !entry.categories.isEmpty { value.set(Self.texts(entry.categories), at: "categories") }
        if !entry.subresources.isEmpty {
            value.set(
                .array(
                    entry.subresources.map { part in
                        [
                            "subresource": .string(String(part.name.split(separator: "/").last ?? "")), "responseKind": kind(part),
                            "verbs": Self.texts(part.verbs),
                        ]
                    }), at: "subresources")
        }
        return value
    }

    private func entries(_ group: String, _ version: String) -> [Entry] {
        registry.kinds(group: group, version: version).map { kind in
            func part(_ name: String, _ type: String, _ group: String = "", _ version: String = "", verbs: [String]) -> Entry {
                Entry(
                    name: "\(kind.plural)/\(name)", singular: "", kind: type, group: group, version: version, namespaced: kind.isNamespaced,
                    verbs: verbs)
            }
            var entry = Entry(
                name: kind.plural, singular: kind.singular, kind: kind.kind, namespaced: kind.isNamespaced, verbs: Self.verbs,
                shortNames: kind.shortNames,
                categories: kind.categories)
            if kind.hasStatus { entry.subresources.append(part("status", kind.kind, verbs: ["get", "patch", "update"])) }
            if kind.scale != nil {
                entry.subresources.append(part("scale", "Scale", "autoscaling", "v1", verbs: ["get", "patch", "update"]))
            }
            if kind.group.isEmpty, kind.plural == "serviceaccounts" {
                entry.subresources.append(part("token", "TokenRequest", "authentication.k8s.io", "v1", verbs: ["create"]))
            }
            if kind.group.isEmpty, kind.plural == "namespaces" {
                entry.subresources.append(part("finalize", "Namespace", verbs: ["update"]))
            }
            if kind.group.isEmpty, kind.plural == "pods" {
                entry.subresources.append(part("eviction", "Eviction", "policy", "v1", verbs: ["create"]))
                entry.subresources.append(part("binding", "Binding", "", "v1", verbs: ["create"]))
            }
            return entry
        }
            + (Reviews.kinds[group] ?? []).map {
                Entry(name: $0.plural, singular: $0.kind.lowercased(), kind: $0.kind, namespaced: $0.namespaced, verbs: ["create"])
            }
    }

    private static func group(_ group: (name: String, versions: [String])) -> JSONValue {
        let versions = group.versions.map { version -> JSONValue in
            ["groupVersion": .string("\(group.name)/\(version)"), "version": .string(version)]
        }
        return ["name": .string(group.name), "versions": .array(versions), "preferredVersion": versions.first ?? [:]]
    }

    private static func texts(_ list: [String]) -> JSONValue { .array(list.map { .string($0) }) }
}
