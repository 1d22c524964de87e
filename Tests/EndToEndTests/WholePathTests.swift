import JSON
import Lab
import Testing

extension EndToEnd {
    @Suite struct WholePath {
        @Test
        func
            `an Ingress becomes an address, its traffic reaches the Pods with the client's address, it grows, and it leaves nothing behind`()
            async throws
        {
            let lab = try runningLab()
            let scenario = try await IngressScenario(lab)
            try await scenario.apply()
            try await scenario.waitForPods(3)
            try await scenario.waitForStack("CREATE_COMPLETE")
            let address = try await scenario.waitForAddress()
            #expect(address.hasPrefix("198.51.100."))
            try await expectCloud(lab, status: "CREATE_COMPLETE", servers: 2)
            _ = try await scenario.waitForAnswer(address)
            try await expectRequests(scenario, address)
            try await expectReports(lab, scenario, nodes: 2)

            let table = try await scenario.cluster.check(["get", "ingress,heatstack"])
            #expect(table.contains(address) && table.contains("CREATE_COMPLETE"))

            let before = try await scenario.serverIDs()
            try await scenario.scale(to: 3)
            try await lab.wait(for: "three servers", limit: .seconds(180), every: .milliseconds(300)) {
                try await scenario.serverIDs().count == 3
            }
            try await scenario.waitForStack("UPDATE_COMPLETE")
            let after = try await scenario.serverIDs()
            #expect(Array(after.prefix(2)) == before, "the first two servers were replaced")
            try await expectCloud(lab, status: "UPDATE_COMPLETE", servers: 3)
            #expect(try await scenario.address() == address)
            try await expectRequests(scenario, address)
            try await expectReports(lab, scenario, nodes: 3)

            try await scenario.delete()
            let left = try await scenario.waitForNothing()
            #expect(left.isEmpty, "\(left)")
        }

        private func expectCloud(_ lab: Laboratory, status: String, servers: Int) async throws {
            let cloud = try await CloudView(lab)
            let stacks = try await cloud.stacks()
            #expect(stacks.map { $0["stack_status"]?.stringValue } == [status])
            let machines = try await cloud.servers()
            #expect(machines.count == servers && machines.allSatisfy { $0["status"] == "ACTIVE" })
            #expect(try await BalancerView(lab).virtualServers().count == 1)
        }

        /// Every node has said itself that it serves the Ingress as it is now.
        private func expectReports(_ lab: Laboratory, _ scenario: IngressScenario, nodes: Int) async throws {
            try await lab.wait(for: "\(nodes) reports", limit: .seconds(60), every: .milliseconds(500)) {
                try await scenario.cluster.items(["nodereports"]).count == nodes
            }
            try await scenario.cluster.check([
                "wait", "--for=condition=Programmed", "ingressstatus/\(scenario.name)", "--timeout=60s",
            ])
        }

        private func expectRequests(_ scenario: IngressScenario, _ address: String) async throws {
            var pods: Set<String> = []
            for _ in 0..<12 {
                let answer = try await scenario.client.get(address, host: scenario.host, headers: ["X-Forwarded-For: 192.0.2.66"])
                #expect(answer.status == 200)
                #expect(answer.received("x-forwarded-for") == LabAddresses.client)
                if let pod = answer.pod { pods.insert(pod) }
            }
            #expect(pods.count > 1, "only \(pods) answered")
        }
    }
}
