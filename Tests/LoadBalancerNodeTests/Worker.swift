import LoadBalancerNode

/// A worker of the cluster beside a sandbox: a namespace of its own, a wire between them, and a BIRD that announces a block of Pods as
/// Calico's does. The sandbox gets the BIRD of a node under the configuration that cloud-init writes.
struct Worker {
    static let address = "10.20.0.101"
    static let nodeAddress = "10.20.0.11"
    static let block = "10.244.1.0/26"
    static let pod = "10.244.1.2"

    let sandbox: Sandbox
    let namespace: String

    /// Makes the worker and starts both BIRDs; the node's has no peers yet.
    static func with<Value>(_ sandbox: Sandbox, _ body: (Worker) async throws -> Value) async throws -> Value {
        let worker = Worker(sandbox: sandbox, namespace: "\(sandbox.namespace)-w")
        do {
            try await worker.up()
            let value = try await body(worker)
            await worker.down()
            return value
        } catch {
            await worker.down()
            throw error
        }
    }

    /// The control of the node's BIRD.
    var control: BirdControl { BirdControl(program: "/usr/sbin/birdc", socket: socket) }
    var socket: String { "\(sandbox.root)/run/bird.ctl" }
    var peersFile: String { "\(sandbox.root)/run/ake/bird/peers.conf" }
    var nodeFile: String { "\(sandbox.root)/run/bird.conf" }

    private func up() async throws {
        let (node, root) = (sandbox.namespace, sandbox.root)
        try await Shell.run("ip", ["netns", "add", namespace])
        for command in [
            "-n \(namespace) link set lo up", "-n \(node) link add eth1 type veth peer name eth0 netns \(namespace)",
            "-n \(node) addr add \(Self.nodeAddress)/24 dev eth1", "-n \(node) link set eth1 up",
            "-n \(namespace) addr add \(Self.address)/24 dev eth0", "-n \(namespace) link set eth0 up",
            "-n \(namespace) addr add \(Self.pod)/32 dev lo",
        ] {
            try await Shell.run("ip", command.split(separator: " ").map(String.init))
        }
        let worker = """
            log "\(root)/run/worker.log" all;
            router id \(Self.address);
            protocol device {}
            protocol bfd { multihop { interval 100 ms; multiplier 3; }; }
            protocol static { ipv4; route \(Self.block) blackhole; }
            protocol bgp node { local \(Self.address) as 64512; neighbor \(Self.nodeAddress) as 64512; multihop; bfd on; passive on;
              ipv4 { import none; export all; }; }
            """
        try NodeFile.replace("\(root)/run/worker.conf", with: Array(worker.utf8))
        try NodeFile.replace(nodeFile, with: Array(Self.nodeConfiguration(root: root).utf8))
        try await start("run/worker", in: namespace)
        try await start("run/bird", in: node)
    }

    private func start(_ name: String, in namespace: String) async throws {
        let path = "\(sandbox.root)/\(name)"
        try await Shell.run(
            "ip", ["netns", "exec", namespace, "bird", "-c", "\(path).conf", "-s", "\(path).ctl", "-P", "\(path).pid"])
    }

    /// Starts a server on the Pod's address that takes minutes to answer.
    func startSlowPod() async throws {
        let folder = "\(sandbox.root)/pod"
        try await Shell.run("mkdir", ["-p", folder])
        let configuration = """
            pid \(sandbox.root)/run/pod.pid; error_log \(folder)/error.log; events {}
            http {
              access_log off; client_body_temp_path \(folder)/b; proxy_temp_path \(folder)/p; fastcgi_temp_path \(folder)/f;
              uwsgi_temp_path \(folder)/u; scgi_temp_path \(folder)/s;
              server { listen \(Self.pod):9000; location / { limit_rate 10; return 200 "\(String(repeating: "x", count: 4000))"; } }
            }
            """
        try NodeFile.replace("\(folder)/nginx.conf", with: Array(configuration.utf8))
        try await Shell.run("ip", ["netns", "exec", namespace, "nginx", "-c", "\(folder)/nginx.conf"])
    }

    /// Ends the worker's BIRD at once, as a worker does that loses its power.
    func die() async throws { try await Shell.run("kill", ["-9", "\(sandbox.pid("run/worker.pid") ?? 0)"]) }

    private func down() async {
        for file in ["run/worker.pid", "run/bird.pid"] {
            if let pid = sandbox.pid(file) { _ = try? await Shell.run("kill", ["-9", "\(pid)"]) }
        }
        if let left = try? await Shell.run("ip", ["netns", "pids", namespace]), !left.isEmpty {
            _ = try? await Shell.run("kill", ["-9"] + left.split(separator: "\n").map(String.init))
        }
        _ = try? await Shell.run("ip", ["netns", "del", namespace])
    }

    // As heat/templates/cloud-init/16_set_bird_config.py writes it.
    private static func nodeConfiguration(root: String) -> String {
        """
        log "\(root)/run/bird.log" all;
        router id \(nodeAddress);
        protocol device { scan time 10; }
        protocol direct { ipv4; interface 10.20.0.0/24; }
        protocol static cover { ipv4; route 10.244.0.0/16 unreachable; }
        filter pods_in { if net ~ [ 10.244.0.0/16{26,32} ] then accept; reject; }
        protocol kernel { merge paths on; ipv4 { import none; export where source = RTS_BGP || proto = "cover"; }; }
        protocol bfd { multihop { interval 100 ms; multiplier 3; }; }
        template bgp k8s_node {
          local \(nodeAddress) as 64512; multihop; hold time 9; keepalive time 3; connect delay time 1; connect retry time 3; error wait time 1, 5; bfd on; graceful restart off;
          ipv4 { import filter pods_in; export none; };
        }
        include "\(root)/run/ake/bird/*.conf";

        """
    }
}
