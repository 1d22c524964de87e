import JSON

/// A kind in one version as the server offers it: everything that differs between types is in this value.
struct ServedKind: Sendable {
    /// Where an object keeps what its scale subresource shows; simple paths such as `spec.replicas`.
    struct Scale: Sendable {
        var specReplicas: [String]
        var statusReplicas: [String]
        var selector: [String]?
    }

    var group: String
    var version: String
    var kind: String
    var plural: String
    var singular: String
    var listKind: String
    var shortNames: [String] = []
    var categories: [String] = []
    var isNamespaced: Bool
    var hasStatus = false
    var scale: Scale?
    /// Field paths by which lists and watches may be selected, besides `metadata.name` and `metadata.namespace`.
    var selectableFields: [String] = []
    var mergeType: MergeType
    /// The schema of a custom resource, or of a built-in type that has one here.
    var schema: StructuralSchema?
    /// The schema as written in the definition, for `kubectl explain`.
    var openAPI: JSONValue?
    /// The printer columns of a custom resource; nil for built-in types.
    var printerColumns: [PrinterColumn]?
    /// Built-in types take strategic merge patches, custom ones do not.
    var isBuiltIn: Bool
    /// Whether `metadata.generation` counts changes of what is desired.
    var countsGeneration: Bool
    /// Where the objects are stored; `events.k8s.io` shares the place of core events.
    var storage: GroupResource
    var storageVersion: String

    /// Whether a replace that names no version is taken.
    var isReplacedUnconditionally: Bool {
        isBuiltIn && !["coordination.k8s.io", "admissionregistration.k8s.io", "apiextensions.k8s.io"].contains(group)
    }

    /// Whether a replace creates what is not there.
    var isCreatedByUpdate: Bool {
        isBuiltIn
            && (["coordination.k8s.io", Authorizer.group, "events.k8s.io"].contains(group)
                || (group.isEmpty && ["services", "endpoints", "events"].contains(plural)))
    }

    /// The resource as messages name it.
    var resource: GroupResource { GroupResource(group: group, resource: plural) }
    /// `apps/v1`, or `v1` for the core group.
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
}
