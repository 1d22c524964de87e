import JSON
import Lab
import Testing

extension EndToEnd {
    @Suite struct DataPlane {
        @Test func `hosts are kept apart, Pods enter and leave within a second without a reload, and parameters are guarded`() async throws
        {
            let lab = try runningLab()
            let manifest =
                Manifests.application("shop", replicas: 2) + Manifests.emptyService("void")
                + Manifests.ingress("shop", replicas: "1", services: [("shop.example", "shop"), ("void.example", "void")])
            let scenario = try await IngressScenario(lab, name: "shop", host: "shop.example", manifest: manifest)
            try await scenario.apply()
            try await scenario.waitForPods(2)
            try await scenario.waitForStack("CREATE_COMPLETE")
            let address = try await scenario.waitForAddress()
            _ = try await scenario.waitForAnswer(address)

            #expect(try await scenario.client.get(address, host: "unknown.example").status == 404)
            #expect(try await scenario.client.get(address, host: "void.example").status == 503)
            #expect(try await scenario.client.get(address, host: "shop.example").status == 200)

            let nginx = nginxProcesses(lab)
            #expect(nginx.count >= 2, "a master and a worker were expected, there are \(nginx)")
            try await expectArrival(scenario, address)
            try await expectDeparture(scenario, address)
            #expect(nginxProcesses(lab) == nginx, "nginx was reloaded or restarted")

            try await expectRefusal(scenario)

            try await scenario.delete()
            let left = try await scenario.waitForNothing()
            #expect(left.isEmpty, "\(left)")
        }

        /// A third Pod answers within a second after it is ready.
        private func expectArrival(_ scenario: IngressScenario, _ address: String) async throws {
            let old = try await pods(of: scenario)
            try await scenario.cluster.check(["scale", "deployment", scenario.name, "--replicas=3"])
            try await scenario.waitForPods(3)
            let ready = ContinuousClock.now
            let new = try await pods(of: scenario).subtracting(old)
            #expect(new.count == 1)
            var took: Duration?
            while took == nil, ContinuousClock.now - ready < .seconds(5) {
                let answer = try await scenario.client.get(address, host: scenario.host)
                #expect(answer.status == 200)
                if let pod = answer.pod, new.contains(pod) { took = ContinuousClock.now - ready }
            }
            #expect(try #require(took, "the new Pod never answered") < .seconds(1))
        }

        /// A deleted Pod answers no more a second later, and no request fails meanwhile.
        private func expectDeparture(_ scenario: IngressScenario, _ address: String) async throws {
            let victim = try #require(try await pods(of: scenario).sorted().first)
            try await scenario.cluster.check(["delete", "pod", victim, "--wait=false"])
            let deleted = ContinuousClock.now
            var last = Duration.zero
            while ContinuousClock.now - deleted < .seconds(3) {
                let sent = ContinuousClock.now - deleted
                let answer = try await scenario.client.get(address, host: scenario.host)
                #expect(answer.status == 200, "a request failed while a Pod left")
                if answer.pod == victim { last = sent }
            }
            #expect(last < .seconds(1), "the deleted Pod still answered \(last) after its deletion")
        }

        /// Another flavor for running servers is refused, with the reason and the way in the message.
        private func expectRefusal(_ scenario: IngressScenario) async throws {
            let change = #"{"spec":{"params":{"flavor":"ar1-standard-2"}}}"#
            let output = try await scenario.cluster.run(["patch", "heatstack", scenario.stackName, "--type=merge", "-p", change])
            #expect(output.status != 0)
            #expect(output.error.contains("only the parameters in spec.mutableParams may change"), "\(output.error)")
            let stack = try await scenario.cluster.get(["heatstack", scenario.stackName])
            #expect(stack?["spec"]?["params"]?["flavor"] == "ar1-standard-1")
        }

        private func pods(of scenario: IngressScenario) async throws -> Set<String> {
            let pods = try await scenario.cluster.items(["pods", "-l", "app=\(scenario.name)"])
            return Set(pods.filter { $0["metadata"]?["deletionTimestamp"] == nil }.compactMap { $0["metadata"]?["name"]?.stringValue })
        }

        /// Pids of nginx on all LB nodes of the lab.
        private func nginxProcesses(_ lab: Laboratory) -> Set<Int32> {
            let nodes = Namespaces.existing(prefix: lab.configuration.prefix).filter { $0.hasPrefix(lab.configuration.namespace("vm-")) }
            let pids = Namespaces.processes(in: nodes).values.joined()
            return Set(pids.filter { Files.text("/proc/\($0)/comm") == "nginx\n" })
        }
    }
}
