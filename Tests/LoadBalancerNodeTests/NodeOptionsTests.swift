import FoundationEssentials
import LoadBalancerNode
import Testing

@Suite struct NodeOptionsTests {
    @Test func `flags come before variables and variables before defaults`() throws {
        let options = try NodeOptions(
            arguments: ["--config", "/flag", "--log-level=debug"],
            environment: ["AKE_NODE_CONFIG": "/variable", "AKE_NODE_STATE_DIRECTORY": "/state", "AKE_NODE_SS": ""])
        #expect(options?.config == "/flag")
        #expect(options?.stateDirectory == "/state")
        #expect(options?.logLevel == "debug")
        #expect(options?.ss == "/usr/bin/ss")
        #expect(options?.kubeconfig == "/etc/ake/kubeconfig")
    }

    @Test(
        "a wrong flag is named",
        arguments: [(["--nope"], "--nope"), (["--config"], "--config needs"), (["--config="], "--config needs"), (["x"], "\"x\"")])
    func wrong(arguments: [String], text: String) {
        #expect { try NodeOptions(arguments: arguments, environment: [:]) } throws: { "\($0)".contains(text) }
    }

    @Test func `help states every flag with its default and variable`() throws {
        #expect(try NodeOptions(arguments: ["--config", "x", "--help"], environment: [:]) == nil)
        for variable in NodeOptions.variables { #expect(NodeOptions.help.contains(variable)) }
        #expect(NodeOptions.help.contains("default /run/ake/nginx.sock"))
    }

    @Test func `the node's file is read, also with a number as text`() throws {
        let path = "/tmp/node-json-\(UInt32.random(in: 0...UInt32.max))"
        for number in ["64512", "\"64512\""] {
            let text = """
                {"namespace":"shop","ingress":"web","ingressUID":"u","podCIDR":"10.244.0.0/16","bgpAS":\(number),"clusterAddress":"10.20.0.11"}
                """
            try NodeFile.replace(path, with: Array(text.utf8))
            #expect(try NodeConfiguration.load(path).bgpAS == 64512)
        }
        try NodeFile.replace(path, with: Array("{}".utf8))
        #expect { try NodeConfiguration.load(path) } throws: { "\($0)".contains(path) && "\($0)".contains("namespace") }
        try FileManager.default.removeItem(atPath: path)
        #expect { try NodeConfiguration.load(path) } throws: { "\($0)".contains("cannot be read") }
    }
}
