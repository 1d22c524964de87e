/// Where things are on this node: flags, environment variables and defaults, in that order of precedence.
public struct NodeOptions: Sendable, Hashable {
    /// The file that says what the node is for.
    public var config = "/etc/ake/node.json"
    /// The credential; rewritten whenever it is renewed. JSON.
    public var kubeconfig = "/etc/ake/kubeconfig"
    /// nginx's administration socket.
    public var nginxSocket = "/run/ake/nginx.sock"
    /// What must survive a restart.
    public var stateDirectory = "/var/lib/ake"
    /// What must not survive a restart.
    public var runDirectory = "/run/ake"
    /// Where `peers.conf` is written; `bird.conf` includes it.
    public var birdDirectory = "/run/ake/bird"
    /// BIRD's control socket.
    public var birdSocket = "/run/bird/bird.ctl"
    /// The `birdc` program.
    public var birdc = "/usr/sbin/birdc"
    /// The BGPPeer that introduces this node to Calico; JSON.
    public var bgpPeer = "/etc/calico/bgppeer.yaml"
    /// The `ss` program, which ends connections into withdrawn routes.
    public var ss = "/usr/bin/ss"
    /// trace, debug, info, notice, warning, error or critical.
    public var logLevel = "info"
    /// json or human; empty for what suits where messages go.
    public var logFormat = ""

    /// Makes the defaults.
    public init() {}

    private struct Option: Sendable {
        var name: String
        var path: any WritableKeyPath<NodeOptions, String> & Sendable
        var help: String

        var flag: String { "--\(name)" }
        var variable: String { "AKE_NODE_" + name.uppercased().replacing("-", with: "_") }
    }

    private static let all: [Option] = [
        Option(name: "config", path: \.config, help: "what this node is for (JSON)"),
        Option(name: "kubeconfig", path: \.kubeconfig, help: "the credential, rewritten as it is renewed (JSON)"),
        Option(name: "nginx-socket", path: \.nginxSocket, help: "nginx's administration socket"),
        Option(name: "state-directory", path: \.stateDirectory, help: "what survives a restart: the last good table and peers"),
        Option(name: "run-directory", path: \.runDirectory, help: "what does not: the current token"),
        Option(name: "bird-directory", path: \.birdDirectory, help: "where peers.conf is written"),
        Option(name: "bird-socket", path: \.birdSocket, help: "BIRD's control socket"),
        Option(name: "birdc", path: \.birdc, help: "the birdc program"),
        Option(name: "bgp-peer", path: \.bgpPeer, help: "the BGPPeer to apply at start (JSON)"),
        Option(name: "ss", path: \.ss, help: "the ss program"),
        Option(name: "log-level", path: \.logLevel, help: "trace, debug, info, notice, warning, error or critical"),
        Option(name: "log-format", path: \.logFormat, help: "json or human; without it human on a terminal, json elsewhere"),
    ]

    /// The environment variables that are read.
    public static var variables: [String] { all.map(\.variable) }

    /// Reads flags and variables.
    ///
    /// - Returns: `nil` when help is asked for.
    /// - Throws: ``NodeError`` that names the flag.
    public init?(arguments: [String], environment: [String: String]) throws(NodeError) {
        for option in Self.all {
            if let value = environment[option.variable], !value.isEmpty { self[keyPath: option.path] = value }
        }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--help" || argument == "-h" { return nil }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard let option = Self.all.first(where: { $0.flag == parts.first }) else {
                throw NodeError(.configuration, "unknown argument \"\(argument)\"; --help lists the flags")
            }
            guard let value = parts.count == 2 ? parts.last : rest.popFirst(), !value.isEmpty else {
                throw NodeError(.configuration, "\(option.flag) needs a value: \(option.help)")
            }
            self[keyPath: option.path] = value
        }
    }

    /// The text of `--help`.
    public static var help: String {
        let defaults = NodeOptions()
        let rows = all.map { option in
            let value = defaults[keyPath: option.path]
            let source = "default \(value.isEmpty ? "none" : value), variable \(option.variable)"
            return "  \(option.flag) VALUE\n      \(option.help)\n      \(source)"
        }
        return """
            ake-node: the agent of a load-balancer node.
            It watches one Ingress and the Services and EndpointSlices around it, hands nginx the routing table, introduces BIRD to the
            cluster's nodes, renews its own credential and reports to nginx whether the node may take traffic.

            \(rows.joined(separator: "\n"))
            """
    }
}
