import JSON

/// The columns that kubectl users know, for each built-in type.
enum BuiltInColumns {
    /// The columns of a type; name and age when it has none of its own.
    static func columns(group: String, kind: String) -> [TableColumn] { table["\(group)/\(kind)"] ?? [.name, .age] }

    private static let table: [String: [TableColumn]] = [
        "/Namespace": [.name, .text("Status") { $0.at("status", "phase")?.text }, .age],
        "/Node": [
            .name, .text("Status", nodeStatus), .text("Roles", nodeRoles), .age,
            .text("Version") { $0.at("status", "nodeInfo", "kubeletVersion")?.text },
            .text("Internal-IP", wide: true) { nodeAddress($0, "InternalIP") },
            .text("External-IP", wide: true) { nodeAddress($0, "ExternalIP") },
            .text("OS-Image", wide: true, none: "<unknown>") { $0.at("status", "nodeInfo", "osImage")?.text },
            .text("Kernel-Version", wide: true, none: "<unknown>") { $0.at("status", "nodeInfo", "kernelVersion")?.text },
            .text("Container-Runtime", wide: true, none: "<unknown>") { $0.at("status", "nodeInfo", "containerRuntimeVersion")?.text },
        ],
        "/Pod": [
            .name, .text("Ready", podReady), .text("Status", podStatus), .text("Restarts", podRestarts), .age,
            .text("IP", wide: true) { $0.at("status", "podIP")?.text }, .text("Node", wide: true) { $0.at("spec", "nodeName")?.text },
            .text("Nominated Node", wide: true) { $0.at("status", "nominatedNodeName")?.text },
            .text("Readiness Gates", wide: true) { _ in nil },
        ],
        "/Service": [
            .name, .text("Type") { $0.at("spec", "type")?.text }, .text("Cluster-IP") { $0.at("spec", "clusterIP")?.text },
            .text("External-IP", serviceExternal), .text("Port(s)", servicePorts), .age,
            .text("Selector", wide: true) { selector($0.at("spec", "selector")) },
        ],
        "/Endpoints": [.name, .text("Endpoints", endpoints), .age],
        "/Secret": [.name, .text("Type") { $0.at("type")?.text }, .count("Data") { Int64($0.at("data")?.objectMembers.count ?? 0) }, .age],
        "/ConfigMap": [
            .name, .count("Data") { Int64(($0.at("data")?.objectMembers.count ?? 0) + ($0.at("binaryData")?.objectMembers.count ?? 0)) },
            .age,
        ],
        "/ServiceAccount": [.name, .count("Secrets") { Int64($0.at("secrets")?.elements.count ?? 0) }, .age],
        "/Event": events,
        "events.k8s.io/Event": events,
        "apps/Deployment": [
            .name, .text("Ready") { "\($0.at("status", "readyReplicas")?.whole ?? 0)/\($0.at("spec", "replicas")?.whole ?? 1)" },
            .count("Up-to-date") { $0.at("status", "updatedReplicas")?.whole ?? 0 },
            .count("Available") { $0.at("status", "availableReplicas")?.whole ?? 0 },
            .age, .text("Containers", wide: true) { containers($0, "name") }, .text("Images", wide: true) { containers($0, "image") },
            .text("Selector", wide: true) { selector($0.at("spec", "selector", "matchLabels")) },
        ],
        "apps/ReplicaSet": [
            .name, .count("Desired") { $0.at("spec", "replicas")?.whole ?? 1 },
            .count("Current") { $0.at("status", "replicas")?.whole ?? 0 },
            .count("Ready") { $0.at("status", "readyReplicas")?.whole ?? 0 }, .age,
            .text("Containers", wide: true) { containers($0, "name") },
            .text("Images", wide: true) { containers($0, "image") },
            .text("Selector", wide: true) { selector($0.at("spec", "selector", "matchLabels")) },
        ],
        "networking.k8s.io/Ingress": [
            .name, .text("Class", ingressClass), .text("Hosts", ingressHosts), .text("Address", none: "", ingressAddress),
            .text("Ports") { $0.at("spec", "tls")?.elements.isEmpty == false ? "80, 443" : "80" }, .age,
        ],
        "networking.k8s.io/IngressClass": [
            .name, .text("Controller") { $0.at("spec", "controller")?.text }, .text("Parameters", classParameters), .age,
        ],
        "discovery.k8s.io/EndpointSlice": [
            .name, .text("AddressType") { $0.at("addressType")?.text }, .text("Ports", none: "<unset>", slicePorts),
            .text("Endpoints", none: "<unset>", sliceAddresses), .age,
        ],
        "coordination.k8s.io/Lease": [.name, .text("Holder", none: "") { $0.at("spec", "holderIdentity")?.text }, .age],
        "rbac.authorization.k8s.io/Role": [.name, .text("Created At") { $0.at("metadata", "creationTimestamp")?.text }],
        "rbac.authorization.k8s.io/ClusterRole": [.name, .text("Created At") { $0.at("metadata", "creationTimestamp")?.text }],
        "rbac.authorization.k8s.io/RoleBinding": binding,
        "rbac.authorization.k8s.io/ClusterRoleBinding": binding,
        "admissionregistration.k8s.io/ValidatingWebhookConfiguration": [
            .name, .count("Webhooks") { Int64($0.at("webhooks")?.elements.count ?? 0) }, .age,
        ],
        "admissionregistration.k8s.io/MutatingWebhookConfiguration": [
            .name, .count("Webhooks") { Int64($0.at("webhooks")?.elements.count ?? 0) }, .age,
        ],
        "apiextensions.k8s.io/CustomResourceDefinition": [.name, .text("Created At") { $0.at("metadata", "creationTimestamp")?.text }],
    ]

    private static let events: [TableColumn] = [
        TableColumn("Last Seen") { object, now in
            let seen = ["lastTimestamp", "deprecatedLastTimestamp", "eventTime"].compactMap { object.at($0)?.text }.first
            let series = object.at("series", "lastObservedTime")?.text
            return .string((series ?? seen).flatMap { Timestamp($0) }?.age(at: now) ?? "<unknown>")
        },
        .text("Type") { $0.at("type")?.text }, .text("Reason") { $0.at("reason")?.text },
        .text("Object") { event in
            let object = event.at("involvedObject") ?? event.at("regarding")
            return "\((object?.at("kind")?.text ?? "").lowercased())/\(object?.at("name")?.text ?? "")"
        },
        .text("Subobject", wide: true, none: "") { $0.at("involvedObject", "fieldPath")?.text },
        .text("Source", wide: true, none: "") { ($0.at("source", "component") ?? $0.at("reportingComponent"))?.text },
        .text("Message", none: "") { ($0.at("message") ?? $0.at("note"))?.text }, .text("Name", wide: true) { $0.name },
    ]

    private static let binding: [TableColumn] = [
        .name, .text("Role") { "\($0.at("roleRef", "kind")?.text ?? "")/\($0.at("roleRef", "name")?.text ?? "")" }, .age,
        .text("Users", wide: true, none: "") { subjects($0, "User") }, .text("Groups", wide: true, none: "") { subjects($0, "Group") },
        .text("ServiceAccounts", wide: true, none: "") { subjects($0, "ServiceAccount") },
    ]
}
