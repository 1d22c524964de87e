import ControllerRuntime
import KubernetesAPI
import RoutingModel

/// What the caches say of groups.
struct GroupCaches: Sendable {
    let caches: IngressCaches
    /// The namespace of the stacks of groups that go beyond one.
    let home: String

    /// The names of a group's objects; nil before the cluster's identity is known.
    func names(of group: StackGroup) -> IngressNames? {
        // A cluster is known by the UID of this namespace, which nobody can delete.
        guard let cluster = caches.namespaces.store[ObjectKey(name: "kube-system")]?.metadata.uid else { return nil }
        return group.names(home: home, cluster: cluster)
    }

    /// The group that an Ingress wants to be in, if it may.
    func group(of ingress: Ingress) -> StackGroup? {
        if case .asks(let group, _) = standing(of: ingress) { group } else { nil }
    }

    /// The Ingresses of a group, the oldest first. Only those that carry our finalizer: they cannot go without our knowing.
    ///
    /// One that is served and has fallen into disorder stays, until it is mended, leaves or goes.
    func members(of group: StackGroup) -> [GroupPlan.Member] {
        let listed = Set(names(of: group).flatMap { caches.groups.store[$0.key] }?.spec.members.map(\.uid) ?? [])
        let candidates = caches.ingresses(inGroup: group.name).filter {
            !$0.metadata.isBeingDeleted && $0.metadata.finalizers.contains(IngressNames.finalizer)
        }
        return RoutingPlan.byAge(candidates).compactMap { ingress in
            switch standing(of: ingress) {
            case .asks(let asked, let parameters):
                return asked == group ? GroupPlan.Member(ingress: ingress, parameters: parameters) : nil
            case .disorder:
                return listed.contains(ingress.metadata.uid ?? "") ? GroupPlan.Member(ingress: ingress, parameters: nil) : nil
            case .elsewhere:
                return nil
            }
        }
    }

    private enum Standing {
        case asks(StackGroup, IngressParameters)
        case disorder
        case elsewhere
    }

    private func standing(of ingress: Ingress) -> Standing {
        switch caches.membership(of: ingress) {
        case .foreign: return .elsewhere
        case .misconfigured: return .disorder
        case .member(let loadBalancerClass):
            let read = IngressParameters.read(
                from: ingress.metadata.annotations, class: loadBalancerClass.spec, className: loadBalancerClass.metadata.name)
            guard case .success(let parameters) = read.result else { return .disorder }
            guard let name = parameters.group else { return .elsewhere }
            let namespace = loadBalancerClass.spec.sharing == .namespace ? ingress.metadata.namespace ?? "default" : nil
            return .asks(StackGroup(className: loadBalancerClass.metadata.name, name: name, namespace: namespace), parameters)
        }
    }

    /// What an Ingress sees of its group.
    func view(of ingress: Ingress, _ group: StackGroup, now: Timestamp) -> GroupView {
        guard let names = names(of: group) else { return GroupView() }
        let members = members(of: group)
        var view = GroupView()
        view.heatStack = caches.heatStacks.store[names.key].flatMap { names.own($0.metadata) ? $0 : nil }
        view.isListed = caches.groups.store[names.key]?.spec.members.contains { $0.uid == ingress.metadata.uid } ?? false
        view.conflicts = GroupView.conflicts(of: ingress, among: members.map(\.ingress))
        if let parameters = members.first(where: { $0.ingress.key == ingress.key })?.parameters {
            view.conflicts += GroupView.ignored(ingress, parameters, oldest: members.first)
        }
        if let heatStack = view.heatStack, let loadBalancerClass = caches.loadBalancerClasses.store[ObjectKey(name: group.className)] {
            let wave = ClassWaves(caches: caches, groups: self).wave(for: heatStack, of: loadBalancerClass, now: now)
            let standing = GroupPlan.standing(names, members, loadBalancerClass, heatStack, wave)
            view.waiting = standing?.waiting
            view.older = standing?.older ?? []
            if members.first(where: { $0.parameters != nil })?.ingress.key == ingress.key {
                view.conflicts += GroupPlan.unchangeable(names, members, loadBalancerClass, heatStack)
            }
        }
        return view
    }

    /// The lists on which an Ingress stands.
    func lists(with ingress: Ingress) -> [IngressGroup] {
        caches.groups.store.all.filter { list in list.spec.members.contains { $0.uid == ingress.metadata.uid } }
    }
}
