import JSON
import KubernetesAPI

/// What the Ingress controller decides of a HeatStack that lives: the number of nodes, and on which number of the class it rests.
///
/// Everything else is fixed when the stack is made. `spec.replicas` is not among it: it is whose who scales the stack directly (`kubectl scale`, an
/// autoscaler), counts for more while it is set, and is never written here. What is here is applied by server-side apply, so that
/// `metadata.managedFields` tells both apart.
public struct StackClaim: Sendable, Hashable {
    /// The LoadBalancerClass.
    public var className: String
    /// The class' own number as the stack has taken it up.
    public var classReplicas: Int
    /// How many nodes there should be.
    public var replicas: Int

    /// Makes a claim.
    public init(className: String, classReplicas: Int, replicas: Int) {
        self.className = className
        self.classReplicas = classReplicas
        self.replicas = replicas
    }

    /// Reads what was claimed last. A stack from before the class' number was noted is taken to rest on the number that it has.
    init?(_ heatStack: HeatStack) {
        guard let replicas = heatStack.spec.params[DesiredHeatStack.replicas].flatMap({ Int($0) }) else { return nil }
        let annotations = heatStack.metadata.annotations
        self.init(
            className: annotations[IngressNames.classAnnotation] ?? "",
            classReplicas: annotations[IngressNames.classReplicasAnnotation].flatMap { Int($0) } ?? replicas, replicas: replicas)
    }

    /// The annotations of a HeatStack that say it.
    var annotations: [String: String] {
        [IngressNames.classAnnotation: className, IngressNames.classReplicasAnnotation: String(classReplicas)]
    }

    /// The body of the apply. With the UID: should the object have been replaced since it was read, the server refuses.
    func body(_ key: ObjectKey, uid: String?) -> JSONValue {
        var body: JSONValue = [
            "apiVersion": .string(HeatStack.resource.apiVersion), "kind": .string(HeatStack.resource.kind),
            "metadata": ["name": .string(key.name), "annotations": .object(annotations.mapValues { .string($0) })],
            "spec": ["params": [DesiredHeatStack.replicas: .string(String(replicas))]],
        ]
        if let uid { body["metadata"]?["uid"] = .string(uid) }
        return body
    }
}
