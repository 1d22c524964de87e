import JSON
import KubernetesAPI
import Testing

@testable import Lab

@Suite struct EndpointSlicePlanTests {
    private func service(selector: [String: String]? = ["app": "hello"], targetPort: IntOrString? = .string("http")) -> Service {
        Service(
            metadata: ObjectMeta(name: "hello", namespace: "default", uid: "s"),
            spec: .init(ports: [.init(name: "http", port: 80, targetPort: targetPort)], selector: selector))
    }

    private func pod(
        _ name: String, app: String = "hello", address: String? = "10.244.1.1", ready: Bool = true, deleting: Bool = false, port: Int = 8080
    ) -> Pod {
        var status: JSONValue = ["phase": "Running", "conditions": [["type": "Ready", "status": .string(ready ? "True" : "False")]]]
        if let address { status["podIP"] = .string(address) }
        return Pod(
            metadata: ObjectMeta(
                name: name, namespace: "default", deletionTimestamp: deleting ? Timestamp(seconds: 1) : nil, labels: ["app": app]),
            spec: ["nodeName": "w1", "containers": [["ports": [["name": "http", "containerPort": .integer(Int64(port))]]]]],
            status: status)
    }

    @Test(arguments: [
        (true, false, true, true, false), (false, false, false, false, false), (true, true, false, true, true),
        (false, true, false, false, true),
    ])
    func `conditions follow the Pod`(isReady: Bool, deleting: Bool, ready: Bool, serving: Bool, terminating: Bool) throws {
        let slices = try #require(EndpointSlicePlan.slices(of: service(), pods: [pod("a", ready: isReady, deleting: deleting)]))
        let endpoint = try #require(slices.first?.endpoints?.first)
        #expect(endpoint.conditions == .init(ready: ready, serving: serving, terminating: terminating))
        #expect(endpoint.addresses == ["10.244.1.1"] && endpoint.nodeName == "w1" && endpoint.targetRef?.name == "a")
    }

    @Test func `other Pods and Pods without an address are left out`() throws {
        let slices = try #require(EndpointSlicePlan.slices(of: service(), pods: [pod("a", app: "other"), pod("b", address: nil)]))
        #expect(slices.count == 1 && slices.first?.endpoints == [])
    }

    @Test func `Pods that mean different numbers by a port's name stand in slices of their own`() throws {
        let pods = [pod("a"), pod("b", address: "10.244.1.2", port: 9090)]
        let slices = try #require(EndpointSlicePlan.slices(of: service(), pods: pods))
        #expect(Set(slices.compactMap { $0.ports?.first?.port }) == [8080, 9090])
        #expect(Set(slices.map(\.metadata.name)).count == 2)
    }

    @Test(arguments: [(IntOrString.int(8081), 8081), (nil, 80)])
    func `a port is a number, or the Service's own`(target: IntOrString?, number: Int) throws {
        let slices = try #require(EndpointSlicePlan.slices(of: service(targetPort: target), pods: [pod("a")]))
        #expect(slices.first?.ports?.first?.port == number)
    }

    @Test func `a Service without a selector is left alone`() {
        #expect(EndpointSlicePlan.slices(of: service(selector: nil), pods: []) == nil)
    }
}
