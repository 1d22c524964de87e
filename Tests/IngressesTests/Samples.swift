import KubernetesAPI

@testable import Ingresses

/// Objects as they stand in a cluster in the midst of life; tests change what they are about.
enum Samples {
    static let classSpec = LoadBalancerClassSpec(
        templateURL: "file:///cls.yaml", timeout: 10, flavors: .init(default: "small", allowed: ["small", "large"]),
        replicas: .init(default: 2, min: 1, max: 5), params: ["image": "lb"], tags: ["team"])
    static let loadBalancerClass = LoadBalancerClass(metadata: ObjectMeta(name: "bigip"), spec: classSpec)

    static func ingress(
        annotations: [String: String] = [:], finalizer: Bool = true, deleting: Bool = false, address: String? = nil
    ) -> Ingress {
        Ingress(
            metadata: ObjectMeta(
                name: "web", namespace: "shop", uid: "uid-1", resourceVersion: "5",
                deletionTimestamp: deleting ? Timestamp(seconds: 1) : nil, annotations: annotations,
                finalizers: finalizer ? [IngressNames.finalizer] : []),
            spec: .init(ingressClassName: "bigip"),
            status: address.map { .init(loadBalancer: .init(ingress: [.init(ip: $0, ports: [.init(port: 80)])])) })
    }

    static func heatStack(
        replicas: String = "2", flavor: String = "small", status: String? = "CREATE_COMPLETE", vip: String? = nil, owner: String = "uid-1",
        deleting: Bool = false, servers: [String]? = nil, isReady: Bool? = nil, classReplicas: String? = "2", scaled: Int? = nil
    ) -> HeatStack {
        var heatStack = HeatStack(
            metadata: ObjectMeta(
                name: "web-anlb", namespace: "shop", uid: "uid-2", generation: 3, deletionTimestamp: deleting ? Timestamp(seconds: 1) : nil,
                annotations: [IngressNames.classAnnotation: "bigip"].merging(
                    classReplicas.map { [IngressNames.classReplicasAnnotation: $0] } ?? [:]
                ) { $1 },
                ownerReferences: [
                    OwnerReference(apiVersion: "networking.k8s.io/v1", kind: "Ingress", name: "web", uid: owner, controller: true)
                ]),
            spec: HeatStackSpec(
                templateURL: "file:///cls.yaml", timeout: 10,
                params: [
                    "replicas": replicas, "flavor": flavor, "fluentd_s3_bucket": "", "image": "lb", "ingress_name": "web",
                    "ingress_namespace": "shop", "ingress_uid": "uid-1",
                ], tags: ["team"], replicas: scaled))
        var current = HeatStackStatus(stackStatus: status, observedGeneration: 3)
        let ready = isReady ?? status?.hasSuffix("_COMPLETE") ?? false
        current.conditions = [
            Condition(
                type: "Ready", status: ready ? "True" : "False", lastTransitionTime: Timestamp(seconds: 1), reason: "Test", message: "")
        ]
        if let vip { current.lastOutputs["bigip_vsip"] = .string(vip) }
        if let servers { current.lastOutputs["server_addresses"] = .array(servers.map { .string($0) }) }
        heatStack.status = current
        return heatStack
    }

    static func peer(_ name: String, _ address: String) -> BGPPeer {
        BGPPeer(metadata: ObjectMeta(name: name), spec: .init(peerIP: address, asNumber: 64512))
    }

    /// What a node says that it serves of the Ingress; nil: nothing of it.
    static func report(_ address: String, generation: Int64? = 1, at seconds: Int64 = 1) -> NodeReport {
        NodeReport(
            metadata: ObjectMeta(name: "anlb-anlb-uid-1-\(address)", namespace: "shop"), address: address,
            ingresses: generation.map { [.init(namespace: "shop", name: "web", uid: "uid-1", generation: $0)] } ?? [],
            reportedAt: Timestamp(seconds: seconds))
    }

    /// What a stack of ours has been given.
    static func access(nodes: Int = 5, ingress: Ingress = ingress()) -> ObservedAccess {
        ObservedAccess(
            NodeAccess(names: IngressNames(ingress: ingress), served: ["shop": NodeAccess.Served([ingress])], nodes: nodes))
    }

    static func input(
        _ ingress: Ingress?, membership: IngressMembership = .member(loadBalancerClass), heatStack: HeatStack? = nil,
        access: ObservedAccess = access(), tokenExpires: Timestamp? = Timestamp(seconds: 4600), peers: [BGPPeer] = [],
        report: IngressStatusStatus? = nil, wave: ClassWave? = nil
    ) -> IngressPlan.Input {
        IngressPlan.Input(
            ingress: ingress, membership: membership, heatStack: heatStack, access: access, tokenExpires: tokenExpires, peers: peers,
            report: report, wave: wave, now: Timestamp(seconds: 1000))
    }
}
