import KubernetesAPI

/// The HeatStack that an Ingress, or a group of them, should have.
public enum DesiredHeatStack {
    /// The parameters that an Ingress decides; the other ones are its class'.
    static let replicas = "replicas"
    static let flavor = "flavor"
    static let bucket = "fluentd_s3_bucket"

    /// Derives the one of an Ingress.
    public static func of(_ ingress: Ingress, parameters: IngressParameters, class loadBalancerClass: LoadBalancerClass) -> HeatStack {
        let names = IngressNames(ingress: ingress)
        let subject = ["ingress_name": ingress.metadata.name, "ingress_namespace": names.namespace]
        return make(names, subject: subject, parameters: parameters, class: loadBalancerClass)
    }

    /// Derives one.
    ///
    /// - Parameter subject: the parameters that say what the nodes serve.
    static func make(
        _ names: IngressNames, subject: [String: String], parameters: IngressParameters, class loadBalancerClass: LoadBalancerClass
    ) -> HeatStack {
        let spec = loadBalancerClass.spec
        var params = spec.params
        params[replicas] = String(parameters.replicas)
        params[flavor] = parameters.flavor
        params[bucket] = parameters.fluentdS3Bucket
        params["ingress_uid"] = names.uid
        params.merge(subject) { _, ours in ours }
        var metadata = names.metadata()
        metadata.annotations =
            StackClaim(className: loadBalancerClass.metadata.name, classReplicas: spec.replicas.default, replicas: parameters.replicas)
            .annotations
        return HeatStack(
            metadata: metadata,
            spec: HeatStackSpec(
                templateURL: spec.templateURL, timeout: spec.timeout, params: params,
                paramsFrom: [
                    HeatStackParameterSource(
                        name: "kubeconfig", secretKeyRef: .init(name: names.shared, key: IngressNames.kubeconfigKey))
                ],
                tags: spec.tags))
    }

    /// What an Ingress asks for that its running stack has otherwise and cannot take over: Heat could rebuild every node.
    ///
    /// - Parameter annotations: the Ingress'. Without one of its own for the flavor it asks for nothing: see ``older(wanted:running:annotations:)``.
    public static func unchangeable(wanted: HeatStack, running: HeatStack, annotations: [String: String]) -> [IngressProblem] {
        [(flavor, IngressAnnotation.flavor), (bucket, IngressAnnotation.fluentdS3Bucket)].compactMap { parameter, annotation in
            let now = running.spec.params[parameter] ?? ""
            let asked = wanted.spec.params[parameter] ?? ""
            guard now != asked, annotation != .flavor || annotations[annotation.rawValue] != nil else { return nil }
            return IngressProblem(
                .parameterCannotChange, field: annotation.rawValue,
                problem: "the running nodes have \"\(now)\", and changing it to \"\(asked)\" could rebuild all of them at once",
                remedy: "Only replicas may change: set it back, or delete the Ingress and apply it again")
        }
    }

    /// What of the class is other than what the stack was made with and cannot reach it: only new stacks have it.
    ///
    /// - Parameter annotations: those of the Ingress that decides the flavor.
    static func older(wanted: HeatStack, running: HeatStack, annotations: [String: String]) -> [String] {
        let own: Set = [replicas, flavor, bucket]
        let names = Set(wanted.spec.params.keys).union(running.spec.params.keys).subtracting(own)
        var fields = names.filter { wanted.spec.params[$0] != running.spec.params[$0] }.sorted().map { "params.\($0)" }
        if annotations[IngressAnnotation.flavor.rawValue] == nil, wanted.spec.params[flavor] != running.spec.params[flavor] {
            fields.append("flavors.default")
        }
        if wanted.spec.templateURL != running.spec.templateURL { fields.append("templateURL") }
        if wanted.spec.timeout != running.spec.timeout { fields.append("timeout") }
        if wanted.spec.tags != running.spec.tags { fields.append("tags") }
        return fields
    }
}
