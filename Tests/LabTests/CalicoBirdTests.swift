import Testing

@testable import Lab

@Suite struct CalicoBirdTests {
    private func text(address: String = "10.20.0.101", mesh: [String] = ["10.20.0.101", "10.20.0.102"], peers: [String] = []) -> String {
        CalicoBird(
            address: address, block: "10.244.1.0/26", mesh: mesh,
            peers: peers.map { .init(address: $0, autonomousSystem: 64512) }, log: "/tmp/bird.log"
        ).text
    }

    @Test func `a node peers with every other node and not with itself`() {
        let text = text()
        #expect(text.contains("Mesh_10_20_0_102"))
        #expect(!text.contains("Mesh_10_20_0_101"))
    }

    @Test func `of two nodes exactly one waits for the other's call`() {
        let low = text(address: "10.20.0.101")
        let high = text(address: "10.20.0.102")
        #expect(low.contains("passive on") != high.contains("passive on"))
    }

    @Test func `addresses compare as numbers, not as texts`() {
        let text = text(address: "10.20.0.9", mesh: ["10.20.0.9", "10.20.0.10"])
        #expect(text.contains("passive on"))
    }

    @Test func `the order of peers does not matter and none is doubled`() {
        let one = text(peers: ["10.20.0.12", "10.20.0.11", "10.20.0.12"])
        #expect(one == text(peers: ["10.20.0.11", "10.20.0.12"]))
        #expect(one.contains("Global_10_20_0_11") && one.contains("Global_10_20_0_12"))
    }

    @Test func `a peer that is a node of the mesh is not a second session`() {
        #expect(!text(peers: ["10.20.0.102"]).contains("Global_"))
    }

    @Test(arguments: [
        ("10.20.0.1", true), ("255.255.255.255", true), ("10.20.0", false), ("10.20.0.1.2", false), ("10.20.0.256", false),
        ("10.20.0.1; include \"/etc/passwd\"", false), ("", false), ("::1", false), ("10.20.0.+1", false), ("10..0.1", false),
    ])
    func `only plain IPv4 addresses enter the configuration`(text: String, accepted: Bool) {
        #expect(CalicoBird.isAddress(text) == accepted)
    }
}
