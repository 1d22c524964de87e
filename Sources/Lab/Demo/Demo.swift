/// `ake-lab demo`: the whole path, step by step, with what each step showed.
public struct Demo: Sendable {
    let lab: Laboratory
    let display: ProgressDisplay

    /// A demonstration in a lab, which is started if it does not run.
    public init(_ lab: Laboratory, on display: ProgressDisplay) {
        self.lab = lab
        self.display = display
    }

    /// Runs it.
    ///
    /// - Parameter keep: Stops after the scale-out and leaves the lab running.
    public func run(keep: Bool) async throws {
        display.say("starting the lab (logs in \(lab.configuration.logFolder))")
        if try await !lab.up(on: display) { display.say("  it already runs") }
        let scenario = try await IngressScenario(lab)
        try await bring(scenario)
        let address = try await scenario.address() ?? ""
        try await show("$ kubectl get ingress,heatstack", scenario.cluster.check(["get", "ingress,heatstack"]))
        try await requests(scenario, address)
        try await grow(scenario)
        if keep { return display.say(usage(address)) }
        try await end(scenario)
        display.say("\nending the lab")
        try await lab.down(on: display)
        display.say("done after \(ProgressList.seconds(display.elapsed)); `make demo-keep` leaves the lab running")
    }

    private func bring(_ scenario: IngressScenario) async throws {
        display.say("\n$ kubectl apply -f Examples/\(scenario.name)-ingress.yaml")
        try await display.showing {
            try await display.step("Deployment, Service and Ingress are applied") { _ in try await scenario.apply() }
            try await display.step("Pods are ready") { _ in try await scenario.waitForPods(3) }
            try await display.step("Heat builds servers, pool, virtual server") { note in
                try await scenario.waitForStack("CREATE_COMPLETE", note: note)
            }
            try await display.step("the Ingress has its address") { note in note(try await scenario.waitForAddress()) }
            try await display.step("the first answer from a Pod") { note in
                let address = try await scenario.address() ?? ""
                note(try await scenario.waitForAnswer(address).pod ?? "")
            }
        }
        display.say("")
    }

    private func requests(_ scenario: IngressScenario, _ address: String) async throws {
        let forged = "X-Forwarded-For: 192.0.2.66"
        display.say("three requests from the client, \(LabAddresses.client), each with a forged header \"\(forged)\"")
        display.say("client$ curl -H 'Host: \(scenario.host)' -H '\(forged)' http://\(address)/")
        for _ in 0..<3 {
            let answer = try await scenario.client.get(address, host: scenario.host, headers: [forged])
            let source = answer.received("x-forwarded-for") ?? "none"
            guard answer.status == 200, let pod = answer.pod else {
                throw LabError("a request through the VIP was answered with status \(answer.status): \(answer.body)")
            }
            guard source == LabAddresses.client else {
                throw LabError("X-Forwarded-For arrived as \"\(source)\", not as the client's address \(LabAddresses.client)")
            }
            display.say("  \(answer.status) from \(pod)  X-Forwarded-For: \(source)")
        }
    }

    private func grow(_ scenario: IngressScenario) async throws {
        let before = try await scenario.serverIDs()
        let count = before.count + 1
        display.say("\n$ kubectl annotate --overwrite ingress \(scenario.name) \(IngressScenario.replicasAnnotation)=\(count)")
        try await display.showing {
            try await display.step("one more server joins, the others stay") { note in
                try await scenario.scale(to: count)
                try await lab.wait(
                    for: "\(count) servers", limit: .seconds(180), process: "controller-heatstack", every: .milliseconds(300)
                ) {
                    try await scenario.serverIDs().count == count
                }
                try await scenario.waitForStack("UPDATE_COMPLETE", note: note)
            }
        }
        let after = try await scenario.serverIDs()
        display.say("")
        for (index, id) in after.enumerated() {
            display.say("  server \(index): \(id)  \(index < before.count ? (before[index] == id ? "unchanged" : "REPLACED") : "new")")
        }
        guard Array(after.prefix(before.count)) == before else { throw LabError("a server was replaced by the scale-out") }
        try await show("$ kubectl get ingress,heatstack", scenario.cluster.check(["get", "ingress,heatstack"]))
    }

    private func end(_ scenario: IngressScenario) async throws {
        display.say("$ kubectl delete -f Examples/\(scenario.name)-ingress.yaml")
        let left = try await display.showing {
            try await display.step("everything the Ingress had goes") { note in
                try await scenario.delete()
                return try await scenario.waitForNothing(note: note)
            }
        }
        display.say("what is left:\n\(left)")
    }

    private func show(_ command: String, _ output: String) async throws { display.say("\(command)\n\(output)") }

    private func usage(_ address: String) -> String {
        let program = "\(lab.configuration.binaries)/ake-lab"
        return """

            the lab goes on running; try
              \(program) status
              \(program) kubectl get ingress,heatstack,pods,endpointslices
              \(program) exec client -- curl -s -H 'Host: hello.example' http://\(address)/
              \(program) kubectl annotate --overwrite ingress hello \(IngressScenario.replicasAnnotation)=2
              \(program) kubectl delete -f Examples/hello-ingress.yaml
            and `make lab-down` when you have seen enough
            """
    }
}
