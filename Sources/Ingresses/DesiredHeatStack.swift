import KubernetesAPI

/// The HeatStack that an Ingress should have.
public enum DesiredHeatStack {
    /// The parameters that an Ingress decides; the other ones are its class'.
    static let replicas = "replicas"
    static let flavor = "flavor"
    static let bucket = "fluentd_s3_bucket"

    /// Derives it.
    public static func of(_ ingress: Ingress, parameters: IngressParameters, class spec: LoadBalancerClassSpec) -> HeatStack {
        let names = IngressNames(ingress: ingress)
        var params = spec.params
        params[replicas] = String(parameters.replicas)
        params[flavor] = parameters.flavor
        params[bucket] = parameters.fluentdS3Bucket
        params["ingress_name"] = ingress.metadata.name
        params["ingress_namespace"] = names.namespace
        params["ingress_uid"] = ingress.metadata.uid ?? ""
        return HeatStack(
            metadata: NodeAccess.metadata(for: ingress),
            spec: HeatStackSpec(
                templateURL: spec.templateURL, timeout: spec.timeout, params: params,
                paramsFrom: [
                    HeatStackParameterSource(
                        name: "kubeconfig", secretKeyRef: .init(name: names.shared, key: IngressNames.kubeconfigKey))
                ],
                tags: spec.tags))
    }

    /// What an Ingress asks for that its running stack has otherwise and cannot take over: Heat could rebuild every node.
    public static func unchangeable(wanted: HeatStack, running: HeatStack) -> [IngressProblem] {
        [(flavor, IngressAnnotation.flavor), (bucket, IngressAnnotation.fluentdS3Bucket)].compactMap { parameter, annotation in
            let now = running.spec.params[parameter] ?? ""
            let asked = wanted.spec.params[parameter] ?? ""
            guard now != asked else { return nil }
            return IngressProblem(
                .parameterCannotChange, field: annotation.rawValue,
                problem: "the running nodes have \"\(now)\", and changing it to \"\(asked)\" could rebuild all of them at once",
                remedy: "Only replicas may change: set it back, or delete the Ingress and apply it again")
        }
    }
}
