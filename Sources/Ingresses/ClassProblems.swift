import KubernetesAPI

extension LoadBalancerClass {
    /// What of the class contradicts itself. The CRD refuses most of it; a class may be older than the CRD.
    var problem: IngressProblem? {
        let bounds = spec.replicas
        let field = "LoadBalancerClass \(metadata.name) spec."
        func problem(_ name: String, _ text: String, _ remedy: String) -> IngressProblem {
            IngressProblem(.invalidClass, field: field + name, problem: text, remedy: remedy)
        }
        if bounds.min < 1 || bounds.min > bounds.max {
            return problem("replicas", "min \(bounds.min) and max \(bounds.max) leave no number", "Set 1 <= min <= max")
        }
        if bounds.default < bounds.min || bounds.default > bounds.max {
            return problem(
                "replicas.default", "\(bounds.default) is out of bounds", "Set it to a number from \(bounds.min) to \(bounds.max)")
        }
        if !spec.flavors.allowed.isEmpty, !spec.flavors.allowed.contains(spec.flavors.default) {
            return problem("flavors.default", "\"\(spec.flavors.default)\" is not among the allowed ones", "Add it to flavors.allowed")
        }
        if spec.rollout.maxConcurrent < 1 || spec.rollout.soakSeconds < 0 {
            return problem("rollout", "no stack could ever follow", "Set maxConcurrent >= 1 and soakSeconds >= 0")
        }
        return nil
    }
}
