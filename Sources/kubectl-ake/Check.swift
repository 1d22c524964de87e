import ArgumentParser
import Ingresses
import KubernetesAPI
import KubernetesClient
import RoutingModel

/// `kubectl ake check`.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lists what is wrong with an Ingress: class, annotations, rules. Exits with 1 if anything is.")

    @OptionGroup var options: ClusterOptions

    func run() async throws {
        let (ingress, problems) = try await options.withClient { client in
            let ingress = try await options.object(client)
            let routing = try await RoutingPlan.read(of: ingress, from: client).problems
            let problems = try await parameterProblems(ingress, client)
            return (ingress, problems + routing.map { ("Warning", "\($0.field): \($0.message)") })
        }
        for (severity, text) in problems { print("\(severity)  \(text)") }
        guard problems.isEmpty else { throw ExitCode(1) }
        print("Ingress \(ingress.key) is fine")
    }

    private func parameterProblems(_ ingress: Ingress, _ client: KubernetesClient) async throws -> [(String, String)] {
        // Not everybody may read namespaces; without its labels only those that the class names are known to be admitted.
        let namespace = try? await client.get(Namespace.self, ingress.metadata.namespace ?? "default")
        let membership = IngressMembership.of(
            ingress, classes: try await client.listAll(IngressClass.self).items,
            parameters: try await client.listAll(LoadBalancerClass.self).items, namespaceLabels: namespace?.metadata.labels)
        switch membership {
        case .foreign:
            return [("Warning", "spec.ingressClassName: no class of \(IngressMembership.controllerName) serves this Ingress")]
        case .misconfigured(let problem):
            return [("Error", problem.description)]
        case .member(let loadBalancerClass):
            let (result, warnings) = IngressParameters.read(
                from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
            let errors: [IngressProblem] = if case .failure(let problems) = result { problems.all } else { [] }
            return errors.map { ("Error", $0.description) } + warnings.map { ("Warning", $0.description) }
        }
    }
}
