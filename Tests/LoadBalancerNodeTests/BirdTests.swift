import KubernetesAPI
import LoadBalancerNode
import Testing

@Suite struct BirdTests {
    @Test func `the output of birdc is read`() {
        let protocols = """
            BIRD 2.0.12 ready.
            Name       Proto      Table      State  Since         Info
            device1    Device     ---        up     19:20:01.220  
            cover      Static     master4    up     19:20:01.220  
            node_10_20_0_101 BGP        ---        up     19:20:03.402  Established   
            node_10_20_0_102 BGP        ---        start  2026-11-20    Active        Socket: Connection refused
            node_10_20_0_103 BGP        ---        up     2026-11-20 19:20:03  Established   
            """
        let routes = """
            BIRD 2.0.12 ready.
            Table master4:
            10.244.1.0/26        unicast [node_10_20_0_101 19:20:03.402] * (100) [i]
            \tvia 10.20.0.101 on eth1
            10.244.2.0/26        unicast [node_10_20_0_102 19:20:03.402] * (100) [i]
            \tvia 10.20.0.102 on eth1
                                 unicast [node_10_20_0_103 19:20:03.402] (100) [i]
            \tvia 10.20.0.103 on eth1
            """
        let status = BirdStatus(protocols: protocols, routes: routes)
        #expect(status.sessions.map(\.name) == ["node_10_20_0_101", "node_10_20_0_102", "node_10_20_0_103"])
        #expect(status.sessions.map(\.isEstablished) == [true, false, true])
        #expect(status.sessions[1].info == "Active Socket: Connection refused")
        #expect(status.routes == ["10.244.1.0/26", "10.244.2.0/26"])
        #expect(BirdStatus(protocols: "", routes: "") == BirdStatus(sessions: [], routes: []))
    }

    @Test func `the peers are the nodes' internal addresses, in order and once`() {
        let nodes = ["10.20.0.102", "10.20.0.11", "10.20.0.102", "no address; }", "fd00::1"].enumerated().map { index, address in
            Node(
                metadata: ObjectMeta(name: "w\(index)"),
                status: Node.Status(addresses: [
                    Node.Address(type: "Hostname", address: "w\(index)"), Node.Address(type: "InternalIP", address: address),
                ]))
        }
        let peers = PeersConfiguration(nodes: nodes, autonomousSystem: 64512)
        #expect(peers.addresses == ["10.20.0.11", "10.20.0.102"])
        #expect(
            peers.text == """
                # Written by ake-node from the addresses of the cluster's nodes; changes are lost.
                protocol bgp node_10_20_0_11 from k8s_node { neighbor 10.20.0.11 as 64512; }
                protocol bgp node_10_20_0_102 from k8s_node { neighbor 10.20.0.102 as 64512; }

                """)
    }

    @Test func `a withdrawn network is told once`() {
        var withdrawn = WithdrawnRoutes()
        #expect(withdrawn.update(["a", "b"]) == [])
        #expect(withdrawn.update(["b"]) == ["a"])
        #expect(withdrawn.update(["b"]) == [])
        #expect(withdrawn.update([]) == ["b"])
    }
}
