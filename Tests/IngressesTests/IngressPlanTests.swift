import KubernetesAPI
import Testing

@testable import Ingresses

@Suite struct IngressPlanTests {
    private func actions(_ input: IngressPlan.Input) -> [IngressPlan.Action] { IngressPlan.actions(for: input) }

    private func kinds(_ actions: [IngressPlan.Action]) -> [String] {
        actions.map { action in
            switch action {
            case .createHeatStack: "create"
            case .event(_, let reason, _): reason
            default: action.summary
            }
        }
    }

    @Test func `a new Ingress gets finalizer, rights, credential, HeatStack, in that order`() throws {
        let result = actions(Samples.input(Samples.ingress(finalizer: false), access: ObservedAccess(), tokenExpires: nil))
        #expect(
            kinds(result) == [
                "add the finalizer", "apply the nodes' identity and rights", "renew the nodes' credential", "create", "StackRequested",
            ])
        let created = try #require(result.compactMap { if case .createHeatStack(let heatStack) = $0 { heatStack } else { nil } }.first)
        #expect(created.key == ObjectKey(namespace: "shop", name: "web-anlb"))
        #expect(created.metadata.controllerReference?.uid == "uid-1")
        #expect(
            created.spec.params == [
                "image": "lb", "replicas": "2", "flavor": "small", "fluentd_s3_bucket": "", "ingress_name": "web",
                "ingress_namespace": "shop", "ingress_uid": "uid-1",
            ])
        #expect(created.spec.paramsFrom.map(\.name) == ["kubeconfig"])
    }

    @Test func `in a steady state nothing is done`() {
        let input = Samples.input(Samples.ingress(address: "198.51.100.10"), heatStack: Samples.heatStack(vip: "198.51.100.10"))
        #expect(actions(input).isEmpty)
    }

    @Test func `the address follows the stack's output, once`() {
        let input = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(vip: "198.51.100.10"))
        #expect(kinds(actions(input)) == ["set the address to 198.51.100.10", "AddressAssigned"])
    }

    @Test func `a stack in progress has no address yet and asks for nothing`() {
        #expect(actions(Samples.input(Samples.ingress(), heatStack: Samples.heatStack(status: "CREATE_IN_PROGRESS"))).isEmpty)
    }

    @Test func `a token that runs out while nodes boot is renewed in time`() {
        let input = Samples.input(
            Samples.ingress(), heatStack: Samples.heatStack(status: "CREATE_IN_PROGRESS"), tokenExpires: Timestamp(seconds: 2000))
        #expect(actions(input) == [.renewCredential])
    }

    @Test func `scaling renews the credential before it asks for nodes`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "3"])
        #expect(
            kinds(actions(Samples.input(ingress, heatStack: Samples.heatStack()))) == [
                "apply the nodes' identity and rights", "renew the nodes' credential", "scale to 3", "ScaleRequested",
            ])
    }

    @Test func `a changed flavor of a running stack is refused with the remedy, and nothing is written`() throws {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.flavor.rawValue: "large"])
        let result = actions(Samples.input(ingress, heatStack: Samples.heatStack()))
        #expect(kinds(result) == ["ParameterCannotChange"])
        guard case .event(true, _, let note) = result.first else { return #expect(Bool(false), "no warning") }
        #expect(note.contains("\"small\"") && note.contains("\"large\"") && note.contains("delete the Ingress"))
    }

    @Test func `bad parameters make an Event and no stack`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "many"], finalizer: false)
        #expect(kinds(actions(Samples.input(ingress, access: ObservedAccess()))) == ["InvalidParameter"])
    }

    @Test func `bad parameters of a running stack leave it running, with its address`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "many"])
        let input = Samples.input(ingress, heatStack: Samples.heatStack(vip: "198.51.100.10"))
        #expect(kinds(actions(input)) == ["InvalidParameter", "set the address to 198.51.100.10", "AddressAssigned"])
    }

    @Test func `somebody else's HeatStack of the same name is not touched`() {
        #expect(kinds(actions(Samples.input(Samples.ingress(), heatStack: Samples.heatStack(owner: "uid-9")))) == ["NameTaken"])
        #expect(
            kinds(actions(Samples.input(Samples.ingress(deleting: true), heatStack: Samples.heatStack(owner: "uid-9"))))
                == ["revoke the nodes' identity and rights", "remove the finalizer"])
    }

    @Test func `lost rights are given again`() {
        let input = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(), access: ObservedAccess())
        #expect(kinds(actions(input)) == ["apply the nodes' identity and rights", "renew the nodes' credential"])
    }

    @Test func `peers of nodes that are gone are removed, the others stay`() {
        let input = Samples.input(
            Samples.ingress(), heatStack: Samples.heatStack(servers: ["10.20.0.11"]),
            peers: [Samples.peer("a", "10.20.0.11"), Samples.peer("b", "10.20.0.12")])
        #expect(actions(input) == [.deletePeer(name: "b")])
    }

    @Test func `reports of nodes that are gone are removed, with the stack all of them`() {
        var input = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(servers: ["10.20.0.11"]))
        input.reports = [Samples.report("10.20.0.11"), Samples.report("10.20.0.12")]
        let gone = ObjectKey(namespace: "shop", name: "anlb-anlb-uid-1-10.20.0.12")
        #expect(actions(input) == [.deleteReport(gone)])
        input = Samples.input(Samples.ingress(deleting: true), access: ObservedAccess())
        input.reports = [Samples.report("10.20.0.12")]
        #expect(actions(input) == [.deleteReport(gone), .removeFinalizer])
    }

    @Test func `deletion deletes the HeatStack, waits for it, then removes the rest and lets go`() {
        let ingress = Samples.ingress(deleting: true)
        #expect(actions(Samples.input(ingress, heatStack: Samples.heatStack())) == [.revokeAccess, .deleteHeatStack(uid: "uid-2")])
        let revoked = ObservedAccess()
        #expect(actions(Samples.input(ingress, heatStack: Samples.heatStack(deleting: true), access: revoked)).isEmpty)
        #expect(
            actions(Samples.input(ingress, access: revoked, peers: [Samples.peer("a", "10.20.0.11")]))
                == [.deletePeer(name: "a"), .removeFinalizer])
        #expect(actions(Samples.input(Samples.ingress(finalizer: false, deleting: true))).isEmpty)
    }

    @Test func `an Ingress that leaves our class is cleaned up and loses its address`() {
        let ingress = Samples.ingress(address: "198.51.100.10")
        let heatStack = Samples.heatStack(vip: "198.51.100.10")
        #expect(
            actions(Samples.input(ingress, membership: .foreign, heatStack: heatStack))
                == [.setAddress(nil), .revokeAccess, .deleteHeatStack(uid: "uid-2")])
        #expect(actions(Samples.input(ingress, membership: .foreign)) == [.revokeAccess, .removeFinalizer])
        #expect(actions(Samples.input(Samples.ingress(finalizer: false), membership: .foreign)).isEmpty)
    }

    @Test func `the address that the next controller has given stays`() {
        let ingress = Samples.ingress(address: "203.0.113.7")
        let heatStack = Samples.heatStack(vip: "198.51.100.10", deleting: true)
        #expect(actions(Samples.input(ingress, membership: .foreign, heatStack: heatStack, access: ObservedAccess())).isEmpty)
    }

    @Test func `no peer is removed by outputs from before an update that Heat has not taken yet`() {
        let heatStack = Samples.heatStack(servers: ["10.20.0.11"], isReady: false)
        let input = Samples.input(Samples.ingress(), heatStack: heatStack, peers: [Samples.peer("b", "10.20.0.12")])
        #expect(actions(input).isEmpty)
    }

    @Test func `an Ingress that does not exist needs nothing`() {
        #expect(actions(Samples.input(nil)).isEmpty)
    }

    @Test func `a deleted ServiceAccount is made anew, and the next node's token with it`() {
        var access = Samples.access()
        access.serviceAccounts.removeAll { $0.metadata.name == "web-anlb" }
        let input = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(), access: access)
        #expect(kinds(actions(input)) == ["apply the nodes' identity and rights", "renew the nodes' credential"])
        var standby = Samples.access()
        standby.serviceAccounts.removeAll { $0.metadata.name == "web-anlb-standby" }
        let other = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(), access: standby)
        #expect(kinds(actions(other)) == ["apply the nodes' identity and rights"])
    }

    @Test func `a new certificate is made readable for the nodes`() throws {
        var ingress = Samples.ingress()
        ingress.spec?.tls = [.init(hosts: ["x.example"], secretName: "cert")]
        let result = actions(Samples.input(ingress, heatStack: Samples.heatStack()))
        guard case .applyAccess(let access) = try #require(result.first) else { return #expect(Bool(false), "\(result)") }
        #expect(
            access.roles.first?.rules?.contains { $0.resources == ["secrets"] && $0.resourceNames == ["cert"] && $0.verbs == ["get"] }
                == true)
    }

    @Test func `the class' own number of nodes reaches a stack only when its turn has come`() {
        let outdated = Samples.heatStack(replicas: "3", classReplicas: "3")
        let key = outdated.key
        func wave(_ others: [ClassWave.Stack]) -> ClassWave {
            let own = ClassWave.Stack(key: key, isOutdated: true, readySince: Timestamp(seconds: 1))
            return ClassWave([own] + others, pace: ClassRollout(), now: Timestamp(seconds: 1000))
        }
        let busy = ClassWave.Stack(key: ObjectKey(namespace: "a", name: "a"), isOutdated: false, readySince: nil)
        let waiting = IngressPlan.decide(Samples.input(Samples.ingress(), heatStack: outdated, wave: wave([busy])))
        #expect(waiting.actions.isEmpty)
        #expect(waiting.waiting?.contains("1 of the 2 stacks that follow the class") == true)
        let granted = IngressPlan.decide(Samples.input(Samples.ingress(), heatStack: outdated, wave: wave([])))
        #expect(kinds(granted.actions).contains("scale to 2"))
        #expect(granted.waiting == nil)
    }

    @Test func `what of the class has no effect on the nodes is noted without waiting`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "4"])
        let decision = IngressPlan.decide(Samples.input(ingress, heatStack: Samples.heatStack(replicas: "4", classReplicas: "3")))
        #expect(
            decision.actions == [.noteClass(uid: "uid-2", StackClaim(className: "bigip", classReplicas: 2, replicas: 4))])
        #expect(decision.waiting == nil)
    }

    @Test func `a developer who takes his number back waits for nobody, and gets the class' as his stack knows it`() {
        let decision = IngressPlan.decide(Samples.input(Samples.ingress(), heatStack: Samples.heatStack(replicas: "4", classReplicas: "3")))
        #expect(kinds(decision.actions).contains("scale to 3"))
        #expect(decision.waiting == "the class has changed", "the class says 2 meanwhile")
    }

    @Test func `whoever scales the stack directly is not fought, and the developer whose number has no effect is told`() throws {
        let scaled = Samples.heatStack(scaled: 4)
        #expect(actions(Samples.input(Samples.ingress(), heatStack: scaled)).isEmpty)
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "3"])
        let decision = IngressPlan.decide(Samples.input(ingress, heatStack: scaled))
        #expect(kinds(decision.actions) == ["ScaledDirectly", "note class bigip with its 2"])
        #expect(decision.problems.isEmpty)
        let warning = try #require(decision.warnings.first?.description)
        #expect(warning.contains("spec.replicas") && warning.contains("kubectl patch heatstack web-anlb -n shop"))
        // An autoscaler that goes on at its work makes no further news.
        let other = IngressPlan.decide(Samples.input(ingress, heatStack: Samples.heatStack(scaled: 5)))
        #expect(other.warnings == decision.warnings)
    }

    @Test func `the token of a stack that somebody scales is kept fresh, for nobody asks before the next node boots`() {
        let soon = Timestamp(seconds: 2000)
        #expect(
            actions(Samples.input(Samples.ingress(), heatStack: Samples.heatStack(scaled: 4), tokenExpires: soon)) == [.renewCredential])
        #expect(actions(Samples.input(Samples.ingress(), heatStack: Samples.heatStack(), tokenExpires: soon)).isEmpty)
    }

    @Test func `a stack that is scaled directly takes a changed class up at once, for that has no effect on it`() {
        var loadBalancerClass = Samples.loadBalancerClass
        loadBalancerClass.spec.replicas.default = 3
        let decision = IngressPlan.decide(
            Samples.input(Samples.ingress(), membership: .member(loadBalancerClass), heatStack: Samples.heatStack(scaled: 4)))
        #expect(decision.actions == [.noteClass(uid: "uid-2", StackClaim(className: "bigip", classReplicas: 3, replicas: 3))])
        #expect(decision.waiting == nil)
    }

    @Test func `a claim says what is ours and leaves the number of whoever scales alone`() {
        let claim = StackClaim(className: "bigip", classReplicas: 2, replicas: 3)
        #expect(
            claim.body(ObjectKey(namespace: "shop", name: "web-anlb"), uid: "uid-2") == [
                "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "HeatStack",
                "metadata": [
                    "name": "web-anlb", "uid": "uid-2",
                    "annotations": [
                        "ake.adtech.cyberagent.io/load-balancer-class": "bigip", "ake.adtech.cyberagent.io/class-replicas": "2",
                    ],
                ], "spec": ["params": ["replicas": "3"]],
            ])
    }

    @Test func `a developer's own number of nodes never waits for a wave`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "3"])
        #expect(kinds(actions(Samples.input(ingress, heatStack: Samples.heatStack()))).contains("scale to 3"))
    }

    private static let changes: [(@Sendable (inout LoadBalancerClassSpec) -> Void, [String])] = [
        ({ $0.templateURL = "file:///other.yaml" }, ["templateURL"]), ({ $0.timeout = 20 }, ["timeout"]), ({ $0.tags = [] }, ["tags"]),
        ({ $0.params = ["image": "newer", "more": "x"] }, ["params.image", "params.more"]), ({ $0.params = [:] }, ["params.image"]),
        ({ $0.flavors.default = "large" }, ["flavors.default"]),
        // These concern no stack that lives.
        ({ $0.flavors.allowed = ["small"] }, []), ({ $0.sharing = .class }, []), ({ $0.rollout.maxConcurrent = 7 }, []),
        ({ $0.dns = ClassNames(provider: .designate, zone: "example") }, []),
        ({ $0.namespaces = NamespaceAdmission(names: ["shop"]) }, []),
    ]

    @Test("what of a class cannot reach running nodes is named, and is nobody's mistake", arguments: changes)
    func older(change: @Sendable (inout LoadBalancerClassSpec) -> Void, fields: [String]) {
        var loadBalancerClass = Samples.loadBalancerClass
        change(&loadBalancerClass.spec)
        let decision = IngressPlan.decide(
            Samples.input(Samples.ingress(), membership: .member(loadBalancerClass), heatStack: Samples.heatStack()))
        #expect(decision.older == fields)
        #expect(decision.actions.isEmpty && decision.problems.isEmpty && decision.warnings.isEmpty)
    }

    @Test func `a problem that the report tells already is not told again`() {
        let ingress = Samples.ingress(annotations: [IngressAnnotation.replicas.rawValue: "many"])
        let first = IngressPlan.decide(Samples.input(ingress, heatStack: Samples.heatStack()))
        #expect(kinds(first.actions) == ["InvalidParameter"])
        let report = IngressReport.of(
            ingress, first, heatStack: Samples.heatStack(), known: nil, names: false, now: Timestamp(seconds: 1)
        ).status
        #expect(actions(Samples.input(ingress, heatStack: Samples.heatStack(), report: report)).isEmpty)
    }
}
