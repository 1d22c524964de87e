import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

@testable import Ingresses

/// What nodes report, with their own credential, and what the Ingress' report makes of it.
@Suite(.timeLimit(.minutes(5))) struct ProgrammedTests {
    private static func report(_ index: Int, _ address: String, of ingress: Ingress, generation: Int64) throws -> NodeReport {
        let uid = try #require(ingress.metadata.uid)
        return NodeReport(
            metadata: ObjectMeta(
                name: "anlb-anlb-\(uid)-\(index)", namespace: "default", labels: [IngressNames.uidLabel: uid]),
            address: address, ingresses: [.init(namespace: "default", name: "web", uid: uid, generation: generation)],
            reportedAt: Timestamp(seconds: 1))
    }

    @Test func `an Ingress is programmed when all its nodes say so, and their reports go with them`() async throws {
        try await World.with { world in
            @Sendable func condition() async throws -> Condition? { try await world.report()?.conditions["Programmed"] }
            try await world.running {
                try await eventually("the HeatStack") { try await world.heatStack() != nil }
                try await world.finishStack(servers: ["10.20.0.11", "10.20.0.12"])
                try await eventually("nobody has reported") { try await condition()?.reason == "NotReported" }
                let ingress = try #require(try await world.ingress())
                let generation = try #require(ingress.metadata.generation)
                let node = try await world.node()
                try await node.apply(Self.report(0, "10.20.0.11", of: ingress, generation: generation), fieldManager: "ake-node")
                try await eventually("the other one is waited for") {
                    try await condition()?.message.contains("10.20.0.12 has not reported") == true
                }
                try await node.apply(Self.report(1, "10.20.0.12", of: ingress, generation: generation), fieldManager: "ake-node")
                try await eventually("both serve it") { try await condition()?.status == "True" }

                let rules = try JSONValue(encoding: World.ingress(host: "y.example").spec?.rules)
                try await world.client.patch(Ingress.self, "web", namespace: "default", with: .merge(["spec": ["rules": rules]]))
                try await eventually("none serves what it says now") {
                    try await condition()?.message.contains("10.20.0.11 serves generation \(generation)") == true
                }
                #expect(try await condition()?.status == "Unknown")
                for (index, address) in ["10.20.0.11", "10.20.0.12"].enumerated() {
                    try await node.apply(
                        Self.report(index, address, of: ingress, generation: generation + 1), fieldManager: "ake-node")
                }
                try await eventually("both serve the new one") {
                    let now = try await condition()
                    return now?.status == "True" && now?.observedGeneration == generation + 1
                }
                // A node more than there may be has no name to report under.
                let denied = try await #require(throws: KubernetesError.self) {
                    try await node.apply(Self.report(5, "10.20.0.16", of: ingress, generation: 1), fieldManager: "ake-node")
                }
                #expect(denied.isForbidden)
                await node.shutdown()

                try await world.finishStack(status: "UPDATE_COMPLETE", servers: ["10.20.0.11"])
                try await eventually("the report of the node that is gone is gone") {
                    try await world.client.listAll(NodeReport.self).items.map(\.address) == ["10.20.0.11"]
                }
                try await eventually("the one that is left suffices") {
                    try await condition()?.message == "the node serves generation \(generation + 1)"
                }
                try await world.client.delete(Ingress.self, "web", namespace: "default")
                try await eventually("the Ingress is gone") { try await world.ingress() == nil }
                #expect(try await world.client.listAll(NodeReport.self).items.isEmpty)
            }
        }
    }
}
