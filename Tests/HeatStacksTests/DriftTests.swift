import ControllerRuntime
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import OpenStackAPI
import OpenStackClient
import Testing

@testable import HeatStacks

/// What somebody takes away behind Heat's back is seen by reading, and made anew; nothing else is touched.
@Suite(.timeLimit(.minutes(2))) struct DriftTests {
    /// A stack of two members, each a server and a pool member, in nested stacks.
    static func fill(_ bench: Bench) {
        bench.heat.state.withLockedValue { state in
            let root = (name: state.stacks[0].name, id: state.stacks[0].id)
            var rows = [
                LabHeatStack.resource("group", "OS::Heat::ResourceGroup", id: "g", stack: root),
                LabHeatStack.resource("pool", "ADTECH::AXC::BIGIPPool", id: "/Common/p", stack: root),
            ]
            for index in 0..<2 {
                let member = (name: "web-\(index)", id: "m\(index)")
                rows.append(LabHeatStack.resource("\(index)", "builtin:///cls_member.yaml", id: member.id, stack: (name: "web-g", id: "g")))
                rows.append(LabHeatStack.resource("server", "OS::Nova::Server", id: "s\(index)", stack: member))
                rows.append(LabHeatStack.resource("member", "ADTECH::AXC::BIGIPPoolMember", id: "/Common/m\(index)", stack: member))
            }
            state.stacks[0].resources = rows
        }
    }

    /// Lets a resync interval pass and reconciles: the stack's resources are looked at.
    static func tick(_ bench: Bench) async throws {
        bench.pass(.seconds(300))
        try await bench.reconcile()
    }

    static func whole(_ bench: Bench, _ change: (inout HeatStackSpec) -> Void = { _ in }) async throws {
        try await bench.createWhole(change)
        Self.fill(bench)
        try await Self.tick(bench)
    }

    static func ids(_ bench: Bench) -> [String] {
        bench.stacks.first?.resources.compactMap { $0["physical_resource_id"]?.stringValue } ?? []
    }

    @Test func `while nothing is lost, Heat and Kubernetes are written nothing`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench)
            #expect(try await bench.status().conditions["Drifted"]?.status == "False")
            bench.kubernetes.clearRequests()
            let writes = bench.heatWrites
            for _ in 0..<5 { try await Self.tick(bench) }
            #expect(bench.heatWrites == writes)
            #expect(bench.kubernetes.requests.filter { $0.isWrite && $0.resource.hasPrefix("heatstacks") }.isEmpty)
            let looks = bench.heat.state.withLockedValue { $0.calls.filter { $0.path.contains("/resources/") }.count }
            #expect(looks >= 5 * 5, "each server, pool and member is asked for at each tick")
        }
    }

    @Test(arguments: ["s1", "/Common/m0"]) func `a server or a pool member that is gone is seen, told, and made anew`(id: String)
        async throws
    {
        try await Bench.run { bench in
            try await Self.whole(bench)
            let before = Self.ids(bench)
            bench.heat.state.withLockedValue { $0.stacks[0].lost = [id] }
            try await Self.tick(bench)
            var status = try await bench.status()
            let drifted = try #require(status.conditions["Drifted"])
            #expect(drifted.status == "True" && drifted.reason == "ResourcesLost" && drifted.message.contains(id))
            #expect(status.conditions["Reconciling"]?.reason == "Repairing")
            #expect(try await bench.event("StackDrifted")?.contains(id) == true)
            #expect(bench.stacks.map(\.updates) == [1])
            bench.heat.state.withLockedValue { $0.settle() }
            try await bench.reconcile()
            status = try await bench.status()
            #expect(status.conditions["Ready"]?.status == "True" && status.conditions["Drifted"]?.status == "False")
            let after = Self.ids(bench)
            #expect(zip(before, after).filter { $0 != $1 }.map(\.0) == [id], "only what was lost is made anew")
            for _ in 0..<3 { try await Self.tick(bench) }
            #expect(bench.stacks.map(\.updates) == [1])
        }
    }

    @Test func `a repair that would replace anything else is not made`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench)
            bench.heat.state.withLockedValue {
                $0.stacks[0].lost = ["s1"]
                $0.preview = ["replaced": [["resource_name": "pool", "resource_type": "ADTECH::AXC::BIGIPPool"]]]
            }
            for _ in 0..<2 { try await Self.tick(bench) }
            #expect(bench.stacks.map(\.updates) == [0])
            let status = try await bench.status()
            #expect(status.conditions["Drifted"]?.reason == "RepairRefused")
            #expect(status.conditions["Drifted"]?.message.contains("would also replace pool") == true)
            #expect(try await bench.event("StackRepairRefused") != nil)
        }
    }

    @Test func `what Heat's preview lists as replaced in any case holds up no repair`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench)
            let idle: JSONValue = ["resource_name": "member", "resource_type": "ADTECH::AXC::BIGIPPoolMember"]
            bench.heat.state.withLockedValue {
                $0.idlePreview = ["replaced": [idle, idle]]
                $0.stacks[0].lost = ["s1"]
            }
            try await Self.tick(bench)
            #expect(bench.stacks.map(\.updates) == [1])
            #expect(try await bench.status().conditions["Drifted"]?.reason == "ResourcesLost")
        }
    }

    @Test func `a process that ends between the mark and the update repairs all the same`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench)
            bench.heat.state.withLockedValue {
                $0.stacks[0].lost = ["s1"]
                $0.faults = [.init("PUT", "/preview", .refuse(500, retryAfter: nil, type: "x", message: "down"))]
                $0.faults[0].count = 99
            }
            bench.pass(.seconds(300))
            await #expect(throws: OpenStackError.self) { try await bench.reconcile() }
            bench.heat.state.withLockedValue { $0.faults = [] }
            bench.restart()
            try await bench.reconcile()
            try await Self.tick(bench)
            #expect(bench.stacks.map(\.updates) == [1])
            #expect(
                bench.heat.state.withLockedValue { $0.calls.filter { $0.method == "PATCH" && $0.isWrite }.count } == 1, "it is marked once")
        }
    }

    @Test func `a suspended object tells and does nothing`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench) { $0.suspend = false }
            try await bench.patch(["suspend": true])
            try await bench.reconcile()
            let writes = bench.heatWrites
            bench.heat.state.withLockedValue { $0.stacks[0].lost = ["s1"] }
            for _ in 0..<2 { try await Self.tick(bench) }
            #expect(bench.heatWrites == writes)
            let status = try await bench.status()
            #expect(status.conditions["Drifted"]?.status == "True" && status.conditions["Ready"]?.status == "True")
        }
    }

    @Test func `what is lost again and again is made anew less and less often`() async throws {
        try await Bench.run { bench in
            try await Self.whole(bench)
            for _ in 0..<12 {
                bench.heat.state.withLockedValue { state in
                    let servers = state.stacks[0].resources.filter { $0["resource_type"] == "OS::Nova::Server" }
                    state.stacks[0].lost = Set(servers.compactMap { $0["physical_resource_id"]?.stringValue })
                    state.settle()
                }
                try await Self.tick(bench)
            }
            let updates = try #require(bench.stacks.first?.updates)
            #expect((2...7).contains(updates), "\(updates) repairs in an hour")
        }
    }

    static let views: [(String, JSONValue, Heat.ResourceView.Presence)] = [
        ("OS::Nova::Server", ["id": "s", "status": "ACTIVE"], .present), ("OS::Nova::Server", ["id": "s", "status": "SHUTOFF"], .present),
        ("OS::Nova::Server", ["id": "s", "status": "ERROR", "fault": ["message": "disk"]], .lost("Nova has it in ERROR: disk")),
        ("OS::Nova::Server", ["id": "s", "status": "SOFT_DELETED"], .lost("Nova has deleted it")),
        ("OS::Nova::Server", ["addresses": "", "accessIPv4": "", "name": "web"], .lost("Nova does not know it")),
        ("OS::Nova::Server", ["addresses": .null, "accessIPv4": .null, "name": "web"], .unknown), ("OS::Nova::Server", .null, .unknown),
        ("ADTECH::AXC::BIGIPPoolMember", [:], .lost("it is not on the BIG-IP")),
        ("ADTECH::AXC::BIGIPPoolMember", ["name": "m"], .present), ("ADTECH::AXC::BIGIPPool", .null, .unknown),
        ("OS::Neutron::Port", [:], .unknown),
    ]

    @Test(arguments: views) func `only a clear answer says that something is lost`(
        type: String, attributes: JSONValue, presence: Heat.ResourceView.Presence
    ) {
        let resource = Heat.Resource(name: "r", type: type, physicalID: "s", status: .init("CREATE_COMPLETE"))
        #expect(Heat.ResourceView(resource: resource, attributes: attributes).presence == presence)
    }
}
