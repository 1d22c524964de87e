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
        let result = actions(Samples.input(Samples.ingress(finalizer: false), accessExists: false, tokenExpires: nil))
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
        #expect(kinds(actions(Samples.input(ingress, accessExists: false))) == ["InvalidParameter"])
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
                == ["revoke access beyond the namespace", "remove the finalizer"])
    }

    @Test func `lost rights are given again`() {
        let input = Samples.input(Samples.ingress(), heatStack: Samples.heatStack(), accessExists: false)
        #expect(actions(input) == [.applyAccess])
    }

    @Test func `peers of nodes that are gone are removed, the others stay`() {
        let input = Samples.input(
            Samples.ingress(), heatStack: Samples.heatStack(servers: ["10.20.0.11"]),
            peers: [Samples.peer("a", "10.20.0.11"), Samples.peer("b", "10.20.0.12")])
        #expect(actions(input) == [.deletePeer(name: "b")])
    }

    @Test func `deletion deletes the HeatStack, waits for it, then removes the rest and lets go`() {
        let ingress = Samples.ingress(deleting: true)
        #expect(actions(Samples.input(ingress, heatStack: Samples.heatStack())) == [.deleteHeatStack(uid: "uid-2")])
        #expect(actions(Samples.input(ingress, heatStack: Samples.heatStack(deleting: true))).isEmpty)
        #expect(
            actions(Samples.input(ingress, peers: [Samples.peer("a", "10.20.0.11")]))
                == [.deletePeer(name: "a"), .revokeClusterAccess, .removeFinalizer])
        #expect(actions(Samples.input(Samples.ingress(finalizer: false, deleting: true))).isEmpty)
    }

    @Test func `an Ingress that leaves our class is cleaned up and loses its address`() {
        let ingress = Samples.ingress(address: "198.51.100.10")
        let heatStack = Samples.heatStack(vip: "198.51.100.10")
        #expect(
            actions(Samples.input(ingress, membership: .foreign, heatStack: heatStack))
                == [.setAddress(nil), .deleteHeatStack(uid: "uid-2")])
        #expect(actions(Samples.input(ingress, membership: .foreign)) == [.revokeClusterAccess, .removeFinalizer])
        #expect(actions(Samples.input(Samples.ingress(finalizer: false), membership: .foreign)).isEmpty)
    }

    @Test func `the address that the next controller has given stays`() {
        let ingress = Samples.ingress(address: "203.0.113.7")
        let heatStack = Samples.heatStack(vip: "198.51.100.10", deleting: true)
        #expect(actions(Samples.input(ingress, membership: .foreign, heatStack: heatStack)).isEmpty)
    }

    @Test func `no peer is removed by outputs from before an update that Heat has not taken yet`() {
        let heatStack = Samples.heatStack(servers: ["10.20.0.11"], isReady: false)
        let input = Samples.input(Samples.ingress(), heatStack: heatStack, peers: [Samples.peer("b", "10.20.0.12")])
        #expect(actions(input).isEmpty)
    }

    @Test func `an Ingress that does not exist needs nothing`() {
        #expect(actions(Samples.input(nil)).isEmpty)
    }
}
