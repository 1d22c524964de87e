/// The types that every server has, as a table.
enum BuiltInKinds {
    /// All of them.
    static let all: [ServedKind] = rows.map(kind)

    private struct Row {
        var group: String
        var kind: String
        var plural: String
        var short: [String] = []
        var categories: [String] = []
        var namespaced = true
        var status = false
        var scale = false
        var generation = false
        var fields: [String] = []
        var merge: [String] = []
        var storage: GroupResource?
    }

    private static let rows: [Row] = [
        Row(
            group: "", kind: "Namespace", plural: "namespaces", short: ["ns"], namespaced: false, status: true, fields: ["status.phase"],
            merge: ["status.conditions[type]"]),
        Row(
            group: "", kind: "Node", plural: "nodes", short: ["no"], namespaced: false, status: true, fields: ["spec.unschedulable"],
            merge: ["status.addresses[type]", "status.conditions[type]", "spec.podCIDRs{}"]),
        Row(
            group: "", kind: "Pod", plural: "pods", short: ["po"], categories: ["all"], status: true,
            fields: [
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
                "status.podIP",
                "status.nominatedNodeName",
            ],
            merge: podSpec("") + ["status.conditions[type]", "status.podIPs[ip]", "status.hostIPs[ip]"]),
        Row(
            group: "", kind: "Service", plural: "services", short: ["svc"], categories: ["all"], status: true,
            fields: ["spec.clusterIP", "spec.type"],
            merge: ["spec.ports[port,protocol=TCP]", "spec.selector!", "status.conditions[type]"]),
        Row(group: "", kind: "Endpoints", plural: "endpoints", short: ["ep"]),
        Row(group: "", kind: "Secret", plural: "secrets", fields: ["type"]),
        Row(group: "", kind: "ConfigMap", plural: "configmaps", short: ["cm"]),
        Row(
            group: "", kind: "ServiceAccount", plural: "serviceaccounts", short: ["sa"], merge: ["secrets[name]", "imagePullSecrets~name"]),
        Row(
            group: "", kind: "Event", plural: "events", short: ["ev"],
            fields: [
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
                "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type",
            ]),
        Row(
            group: "apps", kind: "Deployment", plural: "deployments", short: ["deploy"], categories: ["all"], status: true, scale: true,
            generation: true,
            merge: podSpec("spec.template.") + ["spec.selector!", "status.conditions[type]"]),
        Row(
            group: "apps", kind: "ReplicaSet", plural: "replicasets", short: ["rs"], categories: ["all"], status: true, scale: true,
            generation: true,
            fields: ["status.replicas"], merge: podSpec("spec.template.") + ["spec.selector!", "status.conditions[type]"]),
        Row(group: "networking.k8s.io", kind: "Ingress", plural: "ingresses", short: ["ing"], status: true, generation: true),
        Row(group: "networking.k8s.io", kind: "IngressClass", plural: "ingressclasses", namespaced: false, generation: true),
        Row(group: "networking.k8s.io", kind: "NetworkPolicy", plural: "networkpolicies", short: ["netpol"], generation: true),
        Row(
            group: "policy", kind: "PodDisruptionBudget", plural: "poddisruptionbudgets", short: ["pdb"], status: true, generation: true,
            merge: ["spec.selector!", "status.conditions[type]"]),
        Row(group: "discovery.k8s.io", kind: "EndpointSlice", plural: "endpointslices", generation: true),
        Row(group: "coordination.k8s.io", kind: "Lease", plural: "leases"),
        Row(
            group: "events.k8s.io", kind: "Event", plural: "events", short: ["ev"],
            fields: ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "reason", "reportingController", "type"],
            storage: GroupResource(group: "", resource: "events")),
        Row(group: "rbac.authorization.k8s.io", kind: "Role", plural: "roles"),
        Row(group: "rbac.authorization.k8s.io", kind: "RoleBinding", plural: "rolebindings"),
        Row(group: "rbac.authorization.k8s.io", kind: "ClusterRole", plural: "clusterroles", namespaced: false),
        Row(group: "rbac.authorization.k8s.io", kind: "ClusterRoleBinding", plural: "clusterrolebindings", namespaced: false),
        Row(
            group: "admissionregistration.k8s.io", kind: "ValidatingWebhookConfiguration", plural: "validatingwebhookconfigurations",
            categories: ["api-extensions"], namespaced: false, generation: true, merge: ["webhooks[name]"]),
        Row(
            group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration", plural: "mutatingwebhookconfigurations",
            categories: ["api-extensions"], namespaced: false, generation: true, merge: ["webhooks[name]"]),
        Row(
            group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicy", plural: "validatingadmissionpolicies",
            categories: ["api-extensions"], namespaced: false, status: true, generation: true),
        Row(
            group: "admissionregistration.k8s.io", kind: "ValidatingAdmissionPolicyBinding", plural: "validatingadmissionpolicybindings",
            categories: ["api-extensions"], namespaced: false),
        Row(
            group: "apiextensions.k8s.io", kind: "CustomResourceDefinition", plural: "customresourcedefinitions", short: ["crd", "crds"],
            categories: ["api-extensions"], namespaced: false, status: true, generation: true, merge: ["status.conditions[type]"]),
    ]

    private static func podSpec(_ prefix: String) -> [String] {
        let containers = ["containers", "initContainers", "ephemeralContainers"].flatMap { list in
            [
                "[name]", "[name].ports[containerPort,protocol=TCP]", "[name].env[name]", "[name].volumeMounts[mountPath]",
                "[name].volumeDevices[devicePath]",
            ]
            .map { "spec.\(list)\($0)" }
        }
        let rest = [
            "spec.volumes[name]", "spec.imagePullSecrets[name]", "spec.hostAliases[ip]", "spec.nodeSelector!",
            "spec.topologySpreadConstraints[topologyKey,whenUnsatisfiable]",
        ]
        return (containers + rest).map { prefix + $0 }
    }

    private static func kind(_ row: Row) -> ServedKind {
        let paths = ServedKind.Scale(specReplicas: ["spec", "replicas"], statusReplicas: ["status", "replicas"], selector: nil)
        let openAPI = BuiltInSchemas.schema(group: row.group, kind: row.kind)
        return ServedKind(
            group: row.group, version: "v1", kind: row.kind, plural: row.plural, singular: row.kind.lowercased(),
            listKind: row.kind + "List",
            shortNames: row.short, categories: row.categories, isNamespaced: row.namespaced, hasStatus: row.status,
            scale: row.scale ? paths : nil,
            selectableFields: row.fields, mergeType: MergeType(paths: row.merge).withMetadata, schema: openAPI.map { StructuralSchema($0) },
            openAPI: openAPI, printerColumns: nil, isBuiltIn: true, countsGeneration: row.generation,
            storage: row.storage ?? GroupResource(group: row.group, resource: row.plural), storageVersion: "v1")
    }
}
