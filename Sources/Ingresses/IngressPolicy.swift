import Admission
import JSON
import KubernetesAPI

/// Refuses an Ingress of ours whose annotations ask for what its class does not allow, in the words that the controller would use in an Event.
///
/// What was wrong before the change stays nobody's business: an Ingress that came through while nobody looked can still be changed, mended and
/// deleted. Ingresses of other controllers are never judged.
public struct IngressPolicy: AdmissionPolicy {
    /// Whether an Ingress is ours, and by which class, as the classes are now; `foreign` while they are not known.
    public typealias Membership = @Sendable (Ingress) -> IngressMembership

    private let membership: Membership

    /// Makes a policy.
    public init(membership: @escaping Membership) {
        self.membership = membership
    }

    public func verdict(on request: AdmissionRequest) -> AdmissionVerdict {
        guard request.kind.group == Ingress.resource.group, request.kind.kind == Ingress.resource.kind, request.subResource == nil,
            request.operation == .create || request.operation == .update,
            let ingress = try? request.object?.decode(Ingress.self), !ingress.metadata.isBeingDeleted
        else { return .allowed }
        let found = problems(of: ingress)
        let old = try? request.oldObject?.decode(Ingress.self)
        let before: Problems = old.map { problems(of: $0) } ?? ([], [])
        let title = "Ingress \(ingress.metadata.namespace.map { "\($0)/" } ?? "")\(ingress.metadata.name)"
        let refusals = found.problems.filter { !before.problems.contains($0) }
        if !refusals.isEmpty { return .refused("\(title): " + refusals.map(\.description).joined(separator: "; ")) }
        let warnings = found.warnings.filter { !before.warnings.contains($0) }
        return warnings.isEmpty ? .allowed : .warned(warnings.map { "\(title): \($0)" })
    }

    private typealias Problems = (problems: [IngressProblem], warnings: [IngressProblem])

    private func problems(of ingress: Ingress) -> Problems {
        switch membership(ingress) {
        case .foreign: return ([], [])
        // The class may come after the Ingress: that is told, not refused.
        case .misconfigured(let problem): return ([], [problem])
        case .member(let loadBalancerClass):
            let (result, warnings) = IngressParameters.read(
                from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
            guard case .failure(let problems) = result else { return ([], warnings) }
            return (problems.all, warnings)
        }
    }
}
