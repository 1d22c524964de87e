import JSON

/// The types served at a moment: the built-in ones and those of the established custom resource definitions.
struct KindRegistry: Sendable {
    private(set) var kinds: [ServedKind] = BuiltInKinds.all
    private var byPath: [String: Int] = [:]
    private var byStorage: [GroupResource: Int] = [:]

    init() { index() }

    /// The type at `/apis/<group>/<version>/<plural>`.
    func kind(group: String, version: String, plural: String) -> ServedKind? { byPath["\(group)/\(version)/\(plural)"].map { kinds[$0] } }

    /// The type with an `apiVersion` and a `kind`.
    func kind(apiVersion: String, kind: String) -> ServedKind? { kinds.first { $0.apiVersion == apiVersion && $0.kind == kind } }

    /// The first served version of what is stored at a place.
    func kind(storedAt place: GroupResource) -> ServedKind? { byStorage[place].map { kinds[$0] } }

    /// Every place where objects are stored.
    var storages: [GroupResource] { Array(byStorage.keys) }

    /// The types of a group and version.
    func kinds(group: String, version: String) -> [ServedKind] { kinds.filter { $0.group == group && $0.version == version } }

    /// The groups in the order served, each with its versions, preferred first; the core group is left out.
    var groups: [(name: String, versions: [String])] {
        var order: [String] = []
        var versions: [String: [String]] = [:]
        for kind in kinds where !kind.group.isEmpty {
            if versions[kind.group] == nil { order.append(kind.group) }
            if !(versions[kind.group] ?? []).contains(kind.version) { versions[kind.group, default: []].append(kind.version) }
        }
        return (order + ["authentication.k8s.io", "authorization.k8s.io"]).map { ($0, versions[$0] ?? ["v1"]) }
    }

    /// Replaces the custom types by those of the given definitions.
    mutating func setDefinitions(_ definitions: [JSONValue]) {
        kinds = BuiltInKinds.all
        for definition in definitions.sorted(by: { $0.name < $1.name }) { kinds += CustomKinds.kinds(of: definition) }
        index()
    }

    private mutating func index() {
        byPath = [:]
        byStorage = [:]
        for (place, kind) in kinds.enumerated() {
            byPath["\(kind.group)/\(kind.version)/\(kind.plural)"] = place
            if byStorage[kind.storage] == nil { byStorage[kind.storage] = place }
        }
    }
}
