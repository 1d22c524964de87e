import Glibc
import Testing

@testable import Lab

/// On the real kernel, in namespaces of its own.
@Suite(.serialized, .enabled(if: getuid() == 0, "network namespaces need root"))
struct TopologyTests {
    private func laboratory(_ prefix: String) throws -> Laboratory {
        let folder = "/tmp/lab-tests-\(getpid())-\(prefix)"
        return Laboratory(try LabConfiguration(prefix: prefix, state: folder, cache: folder + "-cache", source: folder, binaries: folder))
    }

    private var display: ProgressDisplay { ProgressDisplay(terminal: false) { _ in } }

    @Test func `the network stands within three seconds, routes, and goes without a trace`() async throws {
        let lab = try laboratory("tnet\(getpid() % 1000)")
        let begun = ContinuousClock.now
        try await lab.topology.up()
        #expect(ContinuousClock.now - begun < .seconds(3))
        #expect(lab.topology.stands)
        let route = try await lab.run(on: "client", ["ip", "route", "get", "198.51.100.10"])
        #expect(route.text.contains("via 203.0.113.1"))
        let server = try await lab.supervisor.start("listener", on: "w1", ["python3", "-m", "http.server", "8000"])
        try await lab.wait(for: "the listener", limit: .seconds(10), process: "listener") {
            ListeningPorts.of(pid: server.pid).contains(8000)
        }
        let allowed = try await lab.run(on: "master", ["curl", "-s", "-o", "/dev/null", "-m", "3", "http://10.20.0.101:8000/"])
        #expect(allowed.status == 0)
        let refused = try await lab.run(on: "client", ["curl", "-s", "-o", "/dev/null", "-m", "1", "http://10.20.0.101:8000/"])
        #expect(refused.status != 0)
        try await lab.down(on: display)
        #expect(!lab.leavesTraces && !server.isAlive)
    }

    @Test func `a process that no pid file knows ends with the lab`() async throws {
        let lab = try laboratory("tstr\(getpid() % 1000)")
        try await lab.topology.up()
        let record = try await lab.supervisor.start("sleeper", on: "w2", ["sleep", "600"])
        try Files.remove(lab.supervisor.pidFile("sleeper"))
        try await lab.down(on: display)
        #expect(!record.isAlive && !lab.leavesTraces)
    }

    @Test func `a namespace of somebody else that begins with the prefix stays`() async throws {
        let lab = try laboratory("town\(getpid() % 1000)")
        let foreign = lab.configuration.namespace("foo")
        try await Namespaces.batch("netns add \(foreign)\nnetns add \(lab.configuration.namespace("vm-01234567"))\n")
        let name = "\(Namespaces.folder)/\(foreign)"
        let own = lab.leavesTraces
        let ended: Result<Void, any Error>
        do { ended = .success(try await lab.down(on: display)) } catch { ended = .failure(error) }
        let stays = Files.exists(name)
        if stays { try await Namespaces.batch("netns del \(foreign)\n") }
        try ended.get()
        #expect(own && stays && !lab.leavesTraces)
    }

    @Test func `a Pod is reached as Calico wires it`() async throws {
        let lab = try laboratory("tpod\(getpid() % 1000)")
        try await lab.topology.up()
        let sandbox = PodSandbox(
            uid: "abcdef0123", podNamespace: "default", podName: "a", worker: 1, address: "10.244.1.1", port: 8080, restarts: 0)
        let network = PodNetwork(configuration: lab.configuration)
        try await network.connect(sandbox)
        try await network.connect(sandbox)
        let record = try await lab.supervisor.start("pod", on: sandbox.host, ["python3", "-m", "http.server", "8080"])
        try await lab.wait(for: "the Pod", limit: .seconds(10), process: "pod") { ListeningPorts.of(pid: record.pid).contains(8080) }
        let answer = try await lab.run(on: "w1", ["curl", "-s", "-o", "/dev/null", "-m", "3", "http://10.244.1.1:8080/"])
        #expect(answer.status == 0)
        try await lab.down(on: display)
        #expect(!lab.leavesTraces)
    }

    @Test func `BIRD takes a changed configuration and keeps a refused one out`() async throws {
        let lab = try laboratory("tbir\(getpid() % 1000)")
        try await lab.topology.up()
        let bird = WorkerBird(lab.configuration, worker: LabWorker(number: 1))
        try await bird.start()
        try await lab.wait(for: "BIRD", limit: .seconds(10), process: bird.processName) { Files.exists(bird.socket) }
        let peer = CalicoBird.Peer(address: "10.20.0.11", autonomousSystem: 64512)
        #expect(try await bird.configure(mesh: ["10.20.0.101", "10.20.0.102"], peers: [peer]))
        #expect(try await bird.ask("show protocols").contains("Global_10_20_0_11"))
        #expect(try await !bird.configure(mesh: ["10.20.0.101", "10.20.0.102"], peers: [peer]))
        await #expect(throws: LabError.self) { try await bird.configure(mesh: ["not an address"], peers: []) }
        #expect(try await bird.ask("show protocols").contains("Global_10_20_0_11"))
        try await lab.down(on: display)
    }

    @Test func `a process that ignores SIGTERM is killed`() async throws {
        let lab = try laboratory("tkil\(getpid() % 1000)")
        try await lab.topology.up()
        let record = try await lab.supervisor.start("stubborn", on: "w1", ["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
        try await lab.supervisor.stop("stubborn", grace: .milliseconds(300))
        #expect(!record.isAlive && lab.supervisor.record("stubborn") == nil)
        try await lab.down(on: display)
    }
}
