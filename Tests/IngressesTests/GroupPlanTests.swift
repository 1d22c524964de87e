import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct GroupPlanTests {
    private static let group = StackGroup(className: "bigip", name: "edge")
    private static let names = group.names(home: "ake-system", cluster: "cluster-1")

    private func ingress(_ name: String, in namespace: String = "shop", at seconds: Int64 = 1) -> Ingress {
        Ingress(
            metadata: ObjectMeta(
                name: name, namespace: namespace, uid: "uid-\(name)", creationTimestamp: Timestamp(seconds: seconds),
                finalizers: [IngressNames.finalizer]), spec: .init(rules: [.init(host: "\(name).x")]))
    }

    private func member(_ name: String, in namespace: String = "shop", replicas: Int? = 2, flavor: String = "small") -> GroupPlan.Member {
        GroupPlan.Member(
            ingress: ingress(name, in: namespace),
            parameters: replicas.map { IngressParameters(flavor: flavor, replicas: $0, fluentdS3Bucket: "", group: "edge") })
    }

    /// One that gives no number itself.
    private func follower(_ name: String, of number: Int = 2) -> GroupPlan.Member {
        GroupPlan.Member(
            ingress: ingress(name),
            parameters: IngressParameters(flavor: "small", replicas: number, followsClass: true, fluentdS3Bucket: "", group: "edge"))
    }

    private func heatStack(replicas: String = "2", deleting: Bool = false, known: String = "2", scaled: Int? = nil) -> HeatStack {
        var heatStack = Samples.heatStack(replicas: replicas, scaled: scaled)
        heatStack.spec.params["ingress_name"] = Self.names.shared
        heatStack.spec.params["ingress_namespace"] = Self.names.namespace
        heatStack.spec.params["ingress_group"] = Self.names.shared
        heatStack.spec.params["ingress_uid"] = Self.names.uid
        heatStack.metadata = Self.names.metadata()
        heatStack.metadata.annotations = [IngressNames.classAnnotation: "bigip", IngressNames.classReplicasAnnotation: known]
        heatStack.metadata.uid = "uid-h"
        heatStack.metadata.generation = 3
        heatStack.metadata.deletionTimestamp = deleting ? Timestamp(seconds: 1) : nil
        return heatStack
    }

    private func list(_ members: [GroupPlan.Member]) -> IngressGroup {
        IngressGroup(
            metadata: Self.names.metadata(),
            spec: .init(
                loadBalancerClass: "bigip", group: "edge",
                members: members.map {
                    .init(
                        namespace: $0.ingress.metadata.namespace ?? "", name: $0.ingress.metadata.name, uid: $0.ingress.metadata.uid ?? "")
                }))
    }

    private func access(_ members: [GroupPlan.Member]) -> ObservedAccess {
        let served = Dictionary(grouping: members.map(\.ingress)) { $0.metadata.namespace ?? "" }.mapValues { NodeAccess.Served($0) }
        return ObservedAccess(NodeAccess(names: Self.names, served: served, nodes: 5, memberList: Self.names.shared))
    }

    private func input(
        _ members: [GroupPlan.Member], list: IngressGroup? = nil, heatStack: HeatStack? = nil, access: ObservedAccess? = nil,
        hasClass: Bool = true, peers: [BGPPeer] = [], wave: ClassWave? = nil
    ) -> GroupPlan.Input {
        GroupPlan.Input(
            group: Self.group, names: Self.names, loadBalancerClass: hasClass ? Samples.loadBalancerClass : nil, members: members,
            list: list,
            heatStack: heatStack, access: access ?? self.access(members), tokenExpires: Timestamp(seconds: 4600), peers: peers,
            wave: wave, now: Timestamp(seconds: 1000))
    }

    private func kinds(_ input: GroupPlan.Input) -> [String] {
        GroupPlan.actions(for: input).map { action in
            switch action {
            case .writeList(let list): "list \(list.spec.members.map(\.name).joined(separator: " "))"
            case .removeList: "remove the list"
            case .stack(.createHeatStack): "create"
            case .stack(let action): action.summary
            }
        }
    }

    @Test func `the first members make the list, rights in each namespace, a credential and a stack`() throws {
        let members = [member("a"), member("b", in: "blog", replicas: 4)]
        let input = input(members, access: ObservedAccess())
        #expect(
            kinds(input) == ["list a b", "apply the nodes' identity and rights", "renew the nodes' credential", "create"])
        let actions = GroupPlan.actions(for: input)
        let created = try #require(actions.compactMap { if case .stack(.createHeatStack(let one)) = $0 { one } else { nil } }.first)
        #expect(created.key == ObjectKey(namespace: "ake-system", name: Self.names.shared))
        #expect(created.spec.params["replicas"] == "4", "as many as the one asks for that asks for most")
        #expect(created.spec.params["ingress_group"] == Self.names.shared)
        #expect(created.metadata.ownerReferences.isEmpty)
        let access = try #require(actions.compactMap { if case .stack(.applyAccess(let one)) = $0 { one } else { nil } }.first)
        #expect(access.roles.map(\.metadata.namespace) == ["ake-system", "blog", "shop"])
        #expect(access.roles.first { $0.metadata.namespace == "blog" }?.rules?.first?.resourceNames == ["b"])
        #expect(access.serviceAccounts.allSatisfy { $0.metadata.namespace == "ake-system" })
    }

    @Test func `in a steady state nothing is done`() {
        let members = [member("a"), member("b", in: "blog")]
        #expect(kinds(input(members, list: list(members), heatStack: heatStack())).isEmpty)
    }

    @Test func `one that joins or leaves changes the list first and the rights after it`() {
        let (a, b) = (member("a"), member("b", in: "blog"))
        #expect(
            kinds(input([a, b], list: list([a]), heatStack: heatStack(), access: access([a]))) == [
                "list a b", "apply the nodes' identity and rights",
            ])
        #expect(
            kinds(input([a], list: list([a, b]), heatStack: heatStack(), access: access([a, b]))) == [
                "list a", "apply the nodes' identity and rights",
            ])
    }

    @Test func `the last that leaves stays on the list until the stack is gone`() {
        let all = [member("a")]
        #expect(
            kinds(input([], list: list(all), heatStack: heatStack(), access: access(all)))
                == ["revoke the nodes' identity and rights", "delete the HeatStack"])
        #expect(kinds(input([], list: list(all), heatStack: heatStack(deleting: true), access: ObservedAccess())).isEmpty)
        #expect(
            kinds(input([], list: list(all), access: ObservedAccess(), peers: [Samples.peer("p", "10.20.0.11")]))
                == ["delete BGPPeer p", "remove the list"])
        #expect(kinds(input([], access: ObservedAccess())).isEmpty)
        var reported = input([], list: list(all), access: ObservedAccess())
        reported.reports = [Samples.report("10.20.0.11")]
        #expect(kinds(reported) == ["delete NodeReport shop/anlb-anlb-uid-1-10.20.0.11", "remove the list"])
    }

    @Test func `who comes while the old stack is going waits for the next one`() {
        #expect(kinds(input([member("a")], list: list([member("z")]), heatStack: heatStack(deleting: true))).isEmpty)
    }

    @Test func `without its class a group is left as it is`() {
        let members = [member("a")]
        #expect(kinds(input(members, list: list(members), heatStack: heatStack(), hasClass: false)).isEmpty)
    }

    @Test func `a member in disorder is served on, and decides nothing`() {
        let members = [member("a", replicas: nil), member("b", replicas: 3)]
        #expect(kinds(input(members, list: list(members), heatStack: heatStack(replicas: "3"))).isEmpty)
        let alone = [member("a", replicas: nil)]
        #expect(kinds(input(alone, list: list(alone), heatStack: heatStack())).isEmpty)
    }

    @Test func `a changed class reaches a group as one, and only when its turn has come`() {
        let members = [follower("a", of: 2), follower("b", of: 2)]
        let outdated = heatStack(replicas: "3", known: "3")
        func wave(busy: Bool) -> ClassWave {
            ClassWave(
                [
                    .init(key: outdated.key, isOutdated: true, readySince: Timestamp(seconds: 1)),
                    .init(key: ObjectKey(name: "other"), isOutdated: false, readySince: busy ? nil : Timestamp(seconds: 1)),
                ], pace: ClassRollout(), now: Timestamp(seconds: 1000))
        }
        let waiting = input(members, list: list(members), heatStack: outdated, wave: wave(busy: true))
        #expect(kinds(waiting).isEmpty)
        #expect(GroupPlan.isWaiting(waiting))
        let granted = input(members, list: list(members), heatStack: outdated, wave: wave(busy: false))
        #expect(
            GroupPlan.actions(for: granted).last
                == .stack(.scaleHeatStack(uid: "uid-h", StackClaim(className: "bigip", classReplicas: 2, replicas: 2))))
        #expect(!GroupPlan.isWaiting(granted))
    }

    @Test func `a member's own number never waits, though the class' change does`() {
        let members = [follower("a"), member("b", replicas: 5)]
        let input = input(members, list: list(members), heatStack: heatStack(replicas: "3", known: "3"))
        #expect(kinds(input).contains("scale to 5"))
        #expect(!GroupPlan.isWaiting(input))
    }

    @Test func `whoever scales a group's stack directly is not fought`() {
        let members = [member("a", replicas: 3)]
        let scaled = input(members, list: list(members), heatStack: heatStack(replicas: "3", scaled: 5))
        #expect(kinds(scaled).isEmpty)
        let changed = input(members, list: list(members), heatStack: heatStack(replicas: "2", scaled: 5))
        #expect(kinds(changed) == ["note class bigip with its 2"], "for the day when the other number is taken away")
    }

    @Test func `what of the class cannot reach a group's stack is known, and what of the oldest's choice`() {
        var loadBalancerClass = Samples.loadBalancerClass
        loadBalancerClass.spec.params["image"] = "newer"
        let standing = GroupPlan.standing(Self.names, [follower("a")], loadBalancerClass, heatStack(), nil)
        #expect(standing?.older == ["params.image"])
        var oldest = member("a", flavor: "large")
        oldest.ingress.metadata.annotations = [IngressAnnotation.flavor.rawValue: "large"]
        let problems = GroupPlan.unchangeable(Self.names, [oldest, follower("b")], Samples.loadBalancerClass, heatStack())
        #expect(problems.map(\.reason) == [.parameterCannotChange])
        #expect(GroupPlan.unchangeable(Self.names, [follower("b"), oldest], Samples.loadBalancerClass, heatStack()).isEmpty)
    }

    @Test func `names of groups differ by class, namespace, name and cluster, and fit`() {
        let groups = [
            Self.group, StackGroup(className: "other", name: "edge"), StackGroup(className: "bigip", name: "edge", namespace: "shop"),
            StackGroup(className: "bigip", name: String(repeating: "e", count: 40)),
        ]
        let uids = groups.map { $0.names(home: "h", cluster: "c").uid } + [Self.group.names(home: "h", cluster: "d").uid]
        #expect(Set(uids).count == 5)
        #expect(uids.allSatisfy { $0.utf8.count == 32 })
        for group in groups {
            #expect(group.names(home: "h", cluster: "c").shared.utf8.count <= 63)
            #expect(StackGroup(group.key) == group)
        }
        #expect(StackGroup(ObjectKey(namespace: "shop", name: "web")) == nil)
        #expect(groups[2].names(home: "h", cluster: "c").namespace == "shop")
    }

    @Test func `what of the oldest's choice a later member does not get is said`() {
        var later = ingress("b")
        later.metadata.annotations = [IngressAnnotation.flavor.rawValue: "large"]
        let parameters = IngressParameters(flavor: "large", replicas: 2, fluentdS3Bucket: "", group: "edge")
        let problems = GroupView.ignored(later, parameters, oldest: member("a"))
        #expect(problems.first?.description.contains("Ingress shop/a, its oldest, says: \"small\"") == true)
        #expect(GroupView.ignored(ingress("a"), parameters, oldest: member("a")).isEmpty)
    }

    @Test func `a conflict is told with the remedy`() {
        let (old, new) = (ingress("a", at: 1), ingress("b", in: "blog", at: 2))
        var same = new
        same.spec = old.spec
        let problems = GroupView.conflicts(of: same, among: [same, old])
        #expect(problems.map(\.reason) == [.hostTaken])
        #expect(
            problems.first?.description
                == "spec.rules[0].host: \"a.x\" is Ingress shop/a's, which is older. Use another host, or a group of your own")
        #expect(GroupView.conflicts(of: old, among: [same, old]).isEmpty)
    }
}
