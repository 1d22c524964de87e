import LoadBalancerNode
import Testing

/// The real BIRD.
@Suite(.enabled(if: Sandbox.isPossible)) struct BirdProcessTests {
    @Test func `BIRD takes the peers, learns the routes, and forgets those of a worker that dies`() async throws {
        try await Sandbox.with { sandbox in
            try await Worker.with(sandbox) { worker in
                let empty = try await worker.control.status()
                #expect(empty == BirdStatus(sessions: [], routes: []))

                let peers = PeersConfiguration(addresses: [Worker.address, "10.20.0.199"], autonomousSystem: 64512)
                try NodeFile.replace(worker.peersFile, with: Array(peers.text.utf8))
                try await Shell.run("bird", ["-p", "-c", worker.nodeFile])
                try await worker.control.configure()
                try await eventually("the session is established and has its route") {
                    let status = try await worker.control.status()
                    return status.sessions.map(\.isEstablished) == [true, false] && status.routes == [Worker.block]
                }
                let route = try await Shell.run("ip", ["-n", sandbox.namespace, "route", "show", Worker.block])
                #expect(route.contains("via \(Worker.address)"))

                try await worker.die()
                try await eventually("the route is gone, by BFD long before the hold time", within: .seconds(3)) {
                    try await worker.control.status().routes.isEmpty
                }
            }
        }
    }

    @Test func `a configuration that BIRD refuses is an error, and the old one goes on`() async throws {
        try await Sandbox.with { sandbox in
            try await Worker.with(sandbox) { worker in
                try NodeFile.replace(worker.peersFile, with: Array("protocol nonsense {}\n".utf8))
                await #expect { try await worker.control.configure() } throws: { "\($0)".contains("peers.conf:1:10 syntax error") }
                _ = try await worker.control.status()
            }
        }
    }

    @Test func `a BIRD that is not there is an error with the socket's name`() async throws {
        let control = BirdControl(program: "/usr/sbin/birdc", socket: "/tmp/no-such-bird.ctl")
        await #expect { try await control.status() } throws: { "\($0)".contains("no-such-bird.ctl") }
    }
}
