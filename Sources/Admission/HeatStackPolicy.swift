import JSON
import KubernetesAPI

/// Of a HeatStack only `spec.params.replicas` may change, and it is a positive whole number: for any other change Heat could rebuild
/// every VM of the stack at once, and with them everything they serve.
///
/// Metadata, finalizers and status may always change, and an object that is being deleted may change in any way: nothing is to keep it.
public struct HeatStackPolicy: AdmissionPolicy {
    /// Makes the policy.
    public init() {}

    public func verdict(on request: AdmissionRequest) -> AdmissionVerdict {
        guard request.kind.group == AKE.group, request.kind.kind == HeatStack.resource.kind, request.subResource == nil else {
            return .allowed
        }
        switch request.operation {
        case .create: return creation(request)
        case .update: return update(request)
        case .delete, .connect: return .allowed
        }
    }

    private func creation(_ request: AdmissionRequest) -> AdmissionVerdict {
        guard let replicas = Self.replicas(request.object), let problem = Self.problem(replicas) else { return .allowed }
        return .refused("\(Self.title(request)): \(problem)")
    }

    private func update(_ request: AdmissionRequest) -> AdmissionVerdict {
        // As it is, not as it would be: nobody gets by with a deletion that he only claims.
        guard Self.deletionTimestamp(request.oldObject) == nil else { return .allowed }
        let changes = SpecChange.between(request.oldObject?["spec"], request.object?["spec"])
        let forbidden = changes.filter { $0.path != ["params", "replicas"] }
        if !forbidden.isEmpty {
            return .refused("\(Self.title(request)): \(Self.refusal(of: forbidden))")
        }
        guard let change = changes.first else { return .allowed }
        guard let replicas = change.new else {
            return .refused("\(Self.title(request)): spec.params.replicas cannot be removed; set the number of nodes wanted")
        }
        guard let problem = Self.problem(replicas) else { return .allowed }
        return .refused("\(Self.title(request)): \(problem)")
    }

    private static func refusal(of changes: [SpecChange]) -> String {
        let list = changes.map(\.description).joined(separator: "; ")
        return """
            \(list): only spec.params.replicas of a HeatStack may change, because Heat could rebuild every VM of the stack for any other \
            change. To have it, delete the object and create it again with the new value, or create a second one (a second Ingress) \
            beside it, move the traffic, and delete this one; for stacks made from now on, change the LoadBalancerClass.
            """
    }

    private static func problem(_ replicas: JSONValue) -> String? {
        let number: Int? =
            switch replicas {
            case .string(let text): text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
            default: replicas.intValue
            }
        if let number, number >= 1 { return nil }
        return "spec.params.replicas must be a whole number of at least 1, as \"3\", not \(String(replicas.serializedString.prefix(80)))"
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
