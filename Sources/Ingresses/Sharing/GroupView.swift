import KubernetesAPI
import RoutingModel

/// What an Ingress sees of the group that it is in, or wants to be in.
public struct GroupView: Sendable, Hashable {
    /// The group's HeatStack.
    public var heatStack: HeatStack?
    /// Whether the group's nodes are told to serve the Ingress.
    public var isListed: Bool
    /// What of the Ingress is an older one's.
    public var conflicts: [IngressProblem]
    /// Why a change of the class has not reached the group's stack yet.
    public var waiting: String?
    /// What of the class will not reach the group's stack.
    public var older: [String]

    /// Makes a view.
    public init(
        heatStack: HeatStack? = nil, isListed: Bool = false, conflicts: [IngressProblem] = [], waiting: String? = nil, older: [String] = []
    ) {
        self.heatStack = heatStack
        self.isListed = isListed
        self.conflicts = conflicts
        self.waiting = waiting
        self.older = older
    }

    /// What of an Ingress the others of its group have already: the same computation that the nodes make.
    static func conflicts(of ingress: Ingress, among members: [Ingress]) -> [IngressProblem] {
        RoutingPlan(ingresses: members, services: [], endpointSlices: []).problems
            .filter { $0.reason == .hostTaken && $0.object == ingress.key }
            .map { problem in
                let parts = problem.message.split(separator: ";", maxSplits: 1).map { String($0) }
                return IngressProblem(
                    .hostTaken, field: problem.field, problem: parts.first ?? problem.message,
                    remedy: parts.count > 1 ? capitalized(parts[1].drop { $0 == " " }) : "Use another group, or none")
            }
    }

    /// What of its own choice an Ingress does not get, since the oldest decides.
    static func ignored(_ ingress: Ingress, _ parameters: IngressParameters, oldest: GroupPlan.Member?) -> [IngressProblem] {
        guard let oldest, oldest.ingress.key != ingress.key, let chosen = oldest.parameters else { return [] }
        let annotations = ingress.metadata.annotations
        let choices: [(IngressAnnotation, String, String)] = [
            (.flavor, parameters.flavor, chosen.flavor),
            (.fluentdS3Bucket, parameters.fluentdS3Bucket, chosen.fluentdS3Bucket),
        ]
        return choices.compactMap { annotation, own, other in
            guard annotations[annotation.rawValue] != nil, own != other else { return nil }
            return IngressProblem(
                .parameterCannotChange, field: annotation.rawValue,
                problem: "the group's nodes are made as Ingress \(oldest.ingress.key), its oldest, says: \"\(other)\"",
                remedy: "Remove the annotation, or leave the group")
        }
    }

    private static func capitalized(_ text: some StringProtocol) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
