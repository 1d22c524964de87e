import Glibc
import JSON
import Lab
import Testing

extension EndToEnd {
    @Suite struct BadAnnotations {
        @Test(arguments: [("many", "ar1-standard-1", "ingress-controller-replicas"), ("2", "ar9-enormous", "ingress-controller-flavor")])
        func `a bad annotation is refused, and with the webhook down it gives an Event with the remedy and no stack`(
            replicas: String, flavor: String, annotation: String
        )
            async throws
        {
            let lab = try runningLab()
            let name = "bad-\(annotation.split(separator: "-").last ?? "")"
            let manifest = Manifests.ingress(name, replicas: replicas, flavor: flavor, services: [("bad.example", "nothing")])
            let scenario = try await IngressScenario(lab, name: name, host: "bad.example", manifest: manifest)
            let bad = replicas == "many" ? "many" : flavor
            let refusal = await #expect(throws: (any Error).self) { try await scenario.apply() }
            let words = refusal.map { "\($0)" } ?? ""
            #expect(words.contains("denied the request") && words.contains(annotation) && words.contains(bad), "\(words)")

            let webhook = try #require(lab.supervisor.record("controller-admission"))
            webhook.signal(SIGKILL)
            try await lab.wait(for: "the end of the webhook", limit: .seconds(5)) { !webhook.isAlive }
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await comesThrough(scenario, name, annotation, bad))
            } catch {
                outcome = .failure(error)
            }
            try await lab.startController("admission")
            try await lab.waitForController("admission")
            try outcome.get()
        }

        private func comesThrough(_ scenario: IngressScenario, _ name: String, _ annotation: String, _ bad: String) async throws {
            let lab = try runningLab()
            try await scenario.apply()
            try await lab.wait(for: "an Event that names \(annotation)", limit: .seconds(20), every: .milliseconds(200)) {
                try await notes(on: name, scenario).contains { $0.contains(annotation) && $0.contains(bad) }
            }
            #expect(try await scenario.cluster.get(["heatstack", scenario.stackName]) == nil)
            #expect(try await CloudView(lab).stacks().isEmpty)
            try await scenario.delete()
            let left = try await scenario.waitForNothing()
            #expect(left.isEmpty, "\(left)")
        }

        private func notes(on ingress: String, _ scenario: IngressScenario) async throws -> [String] {
            try await scenario.cluster.items(["events.v1.events.k8s.io"])
                .filter {
                    $0["regarding"]?["kind"] == "Ingress" && $0["regarding"]?["name"]?.stringValue == ingress && $0["type"] == "Warning"
                }
                .compactMap { $0["note"]?.stringValue }
        }
    }
}
