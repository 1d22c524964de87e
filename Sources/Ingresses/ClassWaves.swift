import ControllerRuntime
import KubernetesAPI

/// The waves of changed classes, as the caches show them: the stacks of Ingresses and those of groups alike, each as one.
struct ClassWaves: Sendable {
    let caches: IngressCaches
    let groups: GroupCaches

    /// The wave that a stack is in; nil when the class asks for nothing that the stack does not have. Only then the others are looked at.
    func wave(for heatStack: HeatStack, of loadBalancerClass: LoadBalancerClass, now: Timestamp) -> ClassWave? {
        guard let size = size(of: heatStack, loadBalancerClass), size.isOutdated else { return nil }
        let stacks = caches.heatStacks(ofClass: loadBalancerClass.metadata.name).compactMap { other -> ClassWave.Stack? in
            // Who gives a number himself, or scales his stack directly, proves nothing of the class' and takes nobody's place.
            guard other.spec.replicas == nil, let size = self.size(of: other, loadBalancerClass), size.followsClass else { return nil }
            return ClassWave.Stack(other, isOutdated: size.isOutdated)
        }
        return ClassWave(stacks, pace: loadBalancerClass.spec.rollout, now: now)
    }

    private func size(of heatStack: HeatStack, _ loadBalancerClass: LoadBalancerClass) -> StackSize? {
        if let owner = heatStack.metadata.controllerReference {
            let key = ObjectKey(namespace: heatStack.metadata.namespace, name: owner.name)
            guard let ingress = caches.ingresses.store[key], ingress.metadata.uid == owner.uid else { return nil }
            let read = IngressParameters.read(
                from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
            guard case .success(let parameters) = read.result, parameters.group == nil else { return nil }
            return StackSize(asked: [parameters.askedReplicas], class: loadBalancerClass, running: StackClaim(heatStack))
        }
        guard let list = caches.groups.store[heatStack.key], list.metadata.labels[IngressNames.uidLabel] != nil else { return nil }
        return GroupPlan.size(groups.members(of: StackGroup(list)), loadBalancerClass, heatStack)
    }
}
