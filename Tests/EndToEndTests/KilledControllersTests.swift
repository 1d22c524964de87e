import Glibc
import JSON
import Lab
import Testing

extension EndToEnd {
    @Suite struct KilledControllers {
        @Test func `controllers killed while the stack is built and before the address is written end with one stack and the right status`()
            async throws
        {
            let lab = try runningLab()
            let manifest =
                Manifests.application("crash", replicas: 1)
                + Manifests.ingress("crash", replicas: "1", services: [("crash.example", "crash")])
            let scenario = try await IngressScenario(lab, name: "crash", host: "crash.example", manifest: manifest)
            try await scenario.apply()

            let cloud = try await CloudView(lab)
            try await lab.wait(for: "the stack in progress", limit: .seconds(60), every: .milliseconds(100)) {
                try await cloud.stacks().contains { $0["stack_status"] == "CREATE_IN_PROGRESS" }
            }
            try await kill("heatstack", of: lab)
            try await kill("ingress", of: lab)
            try await lab.startController("heatstack")
            try await scenario.waitForStack("CREATE_COMPLETE")
            // The stack is whole and nobody was there to write the address.
            #expect(try await scenario.address() == nil)
            try await lab.startController("ingress")
            let address = try await scenario.waitForAddress()
            #expect(try await scenario.waitForAnswer(address).received("x-forwarded-for") == LabAddresses.client)

            let stacks = try await cloud.stacks()
            #expect(stacks.count == 1)
            let status = try await scenario.cluster.get(["heatstack", scenario.stackName])?["status"]
            #expect(status?["stackID"]?.stringValue == stacks.first?["id"]?.stringValue)
            #expect(status?["lastOutputs"]?["bigip_vsip"]?.stringValue == address)
            #expect(try await cloud.servers().count == 1)

            try await scenario.delete()
            let left = try await scenario.waitForNothing()
            #expect(left.isEmpty, "\(left)")
        }

        private func kill(_ controller: String, of lab: Laboratory) async throws {
            let record = try #require(lab.supervisor.record("controller-\(controller)"))
            record.signal(SIGKILL)
            try await lab.wait(for: "the end of \(controller)", limit: .seconds(5)) { !record.isAlive }
        }
    }
}
