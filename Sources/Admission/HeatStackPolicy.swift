import JSON
import KubernetesAPI

/// Of a HeatStack only the parameters that its `spec.mutableParams` names may change, `replicas` unless it says otherwise, and what concerns the
/// controller alone; the number of nodes is a positive whole number. For any other change Heat could rebuild every VM of the stack at once, and
/// with them everything they serve.
///
/// Metadata, finalizers and status may always change, and an object that is being deleted may change in any way: nothing is to keep it. An object
/// whose `spec.deletionPolicy` is `Protect` cannot be deleted.
public struct HeatStackPolicy: AdmissionPolicy {
    /// The fields below `spec` of which Heat is told nothing.
    static let freeFields: Set<String> = ["replicas", "suspend", "deletionPolicy", "resyncInterval", "rollback"]

    /// Makes the policy.
    public init() {}

    public func verdict(on request: AdmissionRequest) -> AdmissionVerdict {
        guard request.kind.group == AKE.group, request.kind.kind == HeatStack.resource.kind, request.subResource == nil else {
            return .allowed
        }
        switch request.operation {
        case .create: return creation(request)
        case .update: return update(request)
        case .delete: return deletion(request)
        case .connect: return .allowed
        }
    }

    private func creation(_ request: AdmissionRequest) -> AdmissionVerdict {
        if let problem = Self.problem(request.object) { return .refused("\(Self.title(request)): \(problem)") }
        return Self.overlaid(request.object, isNew: true).map { .refused("\(Self.title(request)): \($0)") } ?? .allowed
    }

    private func deletion(_ request: AdmissionRequest) -> AdmissionVerdict {
        guard request.oldObject?["spec"]?["deletionPolicy"]?.stringValue == HeatStackSpec.DeletionPolicy.protect.rawValue,
            Self.deletionTimestamp(request.oldObject) == nil
        else { return .allowed }
        return .refused(
            """
            \(Self.title(request)): spec.deletionPolicy is Protect, so it cannot be deleted. To delete it with its stack, set \
            spec.deletionPolicy to Delete first; to keep the stack in Heat without the object, set it to Retain.
            """)
    }

    private func update(_ request: AdmissionRequest) -> AdmissionVerdict {
        // As it is, not as it would be: nobody gets by with a deletion that he only claims.
        guard Self.deletionTimestamp(request.oldObject) == nil else { return .allowed }
        let changes = SpecChange.between(request.oldObject?["spec"], request.object?["spec"])
        let mutable = Self.mutableParams(request.oldObject)
        let forbidden = changes.filter { !Self.isFree($0.path, mutable) && !Self.isDefault($0) }
        if !forbidden.isEmpty {
            return .refused("\(Self.title(request)): \(Self.refusal(of: forbidden, mutable))")
        }
        guard changes.contains(where: { $0.path.last == "replicas" }) else { return .allowed }
        if Self.replicas(request.object) == nil, Self.count(request.object) == nil {
            return .refused("\(Self.title(request)): spec.params.replicas cannot be removed; set the number of nodes wanted")
        }
        if let problem = Self.problem(request.object) { return .refused("\(Self.title(request)): \(problem)") }
        return Self.overlaid(request.object, isNew: false).map { .warned(["\(Self.title(request)): \($0)"]) } ?? .allowed
    }

    static func isFree(_ path: [String], _ mutable: Set<String>) -> Bool {
        guard let first = path.first else { return false }
        return path.count == 2 && first == "params" ? mutable.contains(path[1]) : path.count == 1 && freeFields.contains(first)
    }

    /// What the API server fills in where an older object had nothing is no change.
    private static func isDefault(_ change: SpecChange) -> Bool {
        change.path == ["mutableParams"] && [change.old, change.new].allSatisfy { $0 == nil || $0 == ["replicas"] }
    }

    /// The parameters that may change, as the object has it.
    static func mutableParams(_ object: JSONValue?) -> Set<String> {
        guard let names = object?["spec"]?["mutableParams"]?.arrayValue else { return Set(HeatStackSpec.defaultMutableParams) }
        return Set(names.compactMap(\.stringValue))
    }

    private static func refusal(of changes: [SpecChange], _ mutable: Set<String>) -> String {
        let list = changes.map(\.description).joined(separator: "; ")
        let names = mutable.sorted().map { "spec.params.\($0)" }.joined(separator: ", ")
        return """
            \(list): only \(names.isEmpty ? "nothing that Heat is sent" : names) of a HeatStack may change, because Heat could rebuild every VM of the stack for any other \
            change. To have it, delete the object and create it again with the new value, or create a second one (a second Ingress) \
            beside it, move the traffic, and delete this one; for stacks made from now on, change the LoadBalancerClass.
            """
    }

    /// What is wrong with the numbers of nodes; nil if nothing.
    private static func problem(_ object: JSONValue?) -> String? {
        if let count = count(object), (count.intValue ?? 0) < 1 {
            return "spec.replicas must be a whole number of at least 1, not \(String(count.serializedString.prefix(80)))"
        }
        guard let replicas = replicas(object), number(replicas).map({ $0 < 1 }) ?? true else { return nil }
        return "spec.params.replicas must be a whole number of at least 1, as \"3\", not \(String(replicas.serializedString.prefix(80)))"
    }

    /// What to say where both numbers are given and differ; nil if not.
    private static func overlaid(_ object: JSONValue?, isNew: Bool) -> String? {
        guard let count = count(object)?.intValue, let replicas = replicas(object), number(replicas) != count else { return nil }
        return isNew
            ? "spec.replicas is \(count), and spec.params.replicas \(replicas.serializedString): give one of them, or the same twice"
            : "spec.replicas is \(count) and counts for more than spec.params.replicas \(replicas.serializedString)"
    }

    private static func number(_ replicas: JSONValue) -> Int? {
        switch replicas {
        case .string(let text): text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
        default: replicas.intValue
        }
    }

    private static func count(_ object: JSONValue?) -> JSONValue? {
        guard let count = object?["spec"]?["replicas"], !count.isNull else { return nil }
        return count
    }

    private static func replicas(_ object: JSONValue?) -> JSONValue? {
        object?["spec"]?["params"]?["replicas"]
    }

    private static func deletionTimestamp(_ object: JSONValue?) -> String? {
        object?["metadata"]?["deletionTimestamp"]?.stringValue
    }

    private static func title(_ request: AdmissionRequest) -> String {
        let name = request.name ?? request.object?["metadata"]?["name"]?.stringValue ?? ""
        return "HeatStack \(request.namespace.map { "\($0)/" } ?? "")\(name)"
    }
}
