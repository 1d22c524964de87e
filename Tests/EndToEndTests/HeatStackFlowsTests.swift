import JSON
import Lab
import Testing

extension EndToEnd {
    /// What a HeatStack goes through, with the real Heat, Nova, Neutron and Keystone and our plug-in.
    @Suite struct HeatStackFlows {
        @Test
        func
            `a stack grows from one to three and shrinks to one, its credentials renewed in between, and the servers that stay keep their ids`()
            async throws
        {
            let flow = try await HeatStackScenario(try runningLab(), "grow")
            let admin = try await CloudView(flow.lab, user: "admin")
            var tenant = try await LabTenant(admin, name: "flows")
            try await flow.toItsEnd {
                var wrong = tenant
                wrong.password = "wrong"
                try await flow.apply(wrong.secret)
                try await flow.apply(Self.credential("first"))
                try await flow.create(
                    "group",
                    [
                        "params": ["replicas": "1"], "cloudCredentialsRef": ["name": .string(tenant.secretName)], "cloudName": "lab",
                        "paramsFrom": [["name": "credential", "secretKeyRef": ["name": "flow-credential", "key": "credential"]]],
                    ])
                let refusal = try await flow.waitStalled("CloudAccessDenied")
                #expect(refusal.contains("clouds.yaml") && !refusal.contains("wrong"), "\(refusal)")
                try await flow.apply(tenant.secret)
                try await flow.retry("right")
                try await flow.waitReady()
                let first = try await flow.serverIDs()
                #expect(first.count == 1)

                // New credentials for the nodes and for the cloud: nothing is sent. The cloud's old ones are of no use from now on.
                try await flow.apply(Self.credential("second"))
                try await tenant.renew(admin)
                try await flow.apply(tenant.secret)
                #expect(try await flow.status()["stackStatus"] == "CREATE_COMPLETE")
                try await flow.scale(to: 3)
                let grown = try await flow.waitReady()
                #expect(grown["stackStatus"] == "UPDATE_COMPLETE" && grown["replicas"] == 3)
                let three = try await flow.serverIDs()
                #expect(three.count == 3 && three.first == first.first, "\(three) after \(first)")
                let servers = try await admin.serversWithUserData()
                #expect(first.map { servers[$0] } == ["first"], "a server that was there is as it was")
                #expect(three.dropFirst().map { servers[$0] } == ["second", "second"], "new servers have the new credential")

                try await flow.scale(to: 1)
                try await flow.waitReady()
                #expect(try await flow.serverIDs() == first)
                #expect(try await CloudView(flow.lab).serverIDs() == first)
            }
            try await tenant.remove(admin)
        }

        @Test func `a stack outlives its object, is taken over by another, held back, and repaired when something is lost`() async throws {
            let flow = try await HeatStackScenario(try runningLab(), "adopt")
            try await flow.toItsEnd {
                try await flow.create("group", ["params": ["replicas": "2"], "deletionPolicy": "Retain"])
                let made = try await flow.waitReady()
                let before = try await flow.serverIDs()
                let stackID = try #require(made["stackID"]?.stringValue)
                try await flow.delete()
                try await flow.waitGone()
                let cloud = try await CloudView(flow.lab)
                #expect(try await cloud.stacks().map { $0["id"]?.stringValue } == [stackID])

                try await flow.create("group", ["params": ["replicas": "3"], "adopt": .string(stackID)])
                let difference = try await flow.waitStalled("AdoptionRefused")
                #expect(difference.contains(#"parameter replicas is "2", not "3""#), "\(difference)")
                try await flow.scale(to: 2)
                try await flow.retry("alike")
                let adopted = try await flow.waitReady()
                #expect(adopted["stackID"]?.stringValue == stackID && adopted["stackName"] == made["stackName"])
                #expect(try await cloud.serverIDs().sorted() == before.sorted(), "taking over replaces nothing")

                try await flow.patch(["suspend": true, "params": ["replicas": "1"]])
                try await flow.waitStalled("SpecSuspended")
                #expect(try await cloud.serverIDs().count == 2)
                try await flow.patch(["suspend": .null, "params": ["replicas": "2"]])
                try await flow.waitReady()

                try await Self.lose(flow, server: before[0])
                try await flow.retry("look")
                try await flow.wait("repaired") { object in
                    HeatStackScenario.condition("Drifted", object)?["status"] == "False"
                        && HeatStackScenario.condition("Ready", object)?["status"] == "True" && object["status"]?["handledRetry"] == "look"
                }
                let notes = try await flow.notes("StackDrifted").joined(separator: "\n")
                #expect(notes.contains("Nova does not know it") && notes.contains("it is not on the BIG-IP"), "\(notes)")
                let after = try await cloud.serverIDs()
                #expect(after.count == 2 && after.contains(before[1]) && !after.contains(before[0]), "\(after) after \(before)")
                let pool = try #require(try await flow.status()["lastOutputs"]?["pool"]?.stringValue)
                #expect(try await BalancerView(flow.lab).members(of: pool).count == 2)
            }
        }

        /// Takes a server, and the pool member of the other, behind Heat's back.
        private static func lose(_ flow: HeatStackScenario, server: String) async throws {
            let cloud = try await CloudView(flow.lab)
            let balancer = BalancerView(flow.lab)
            let found = try #require(try await cloud.servers().first { $0["id"]?.stringValue == server })
            let addresses = (found["addresses"]?.objectValue ?? [:]).values.flatMap { $0.arrayValue ?? [] }
                .compactMap { $0["addr"]?.stringValue }
            let pool = try #require(try await flow.status()["lastOutputs"]?["pool"]?.stringValue)
            let other = try #require(
                try await balancer.members(of: pool).compactMap { $0["fullPath"]?.stringValue }
                    .first { member in !addresses.contains { member.contains("/\($0):") } })
            try await cloud.call("compute", "DELETE", "/servers/\(server)")
            try await balancer.remove(other, from: pool)
            try await flow.lab.wait(for: "the end of server \(server)", limit: .seconds(20), every: .milliseconds(200)) {
                try await !cloud.serverIDs().contains(server)
            }
        }

        @Test
        func `an image that nobody knows and one without content are refused in Heat's words before anything is built, and mended`()
            async throws
        {
            let flow = try await HeatStackScenario(try runningLab(), "image")
            let admin = try await CloudView(flow.lab, user: "admin")
            let cloud = try await CloudView(flow.lab)
            try await flow.toItsEnd {
                try await flow.create("group", ["params": ["replicas": "1", "image": "flow-image"]])
                let unknown = try await flow.waitStalled("StackRejected")
                #expect(unknown.contains("flow-image") && unknown.contains("Mend the parameter or the template."), "\(unknown)")
                let image = try await admin.call(
                    "image", "POST", "/v2/images",
                    ["name": "flow-image", "disk_format": "raw", "container_format": "bare", "visibility": "public"])
                let id = try #require(image["id"]?.stringValue)
                try await flow.retry("made")
                try await flow.wait("refused for the image's status") { object in
                    HeatStackScenario.condition("Stalled", object)?["message"]?.stringValue?.contains("required to be active") == true
                }
                #expect(try await cloud.stacks().isEmpty)
                try await admin.call("image", "PUT", "/v2/images/\(id)/file", ["any": "content"], contentType: "application/octet-stream")
                try await flow.retry("filled")
                let ready = try await flow.waitReady()
                #expect(ready["stackStatus"] == "CREATE_COMPLETE" && ready["createAttempts"] == nil)
            } undo: {
                for image in try await admin.call("image", "GET", "/v2/images?name=flow-image")["images"]?.arrayValue ?? [] {
                    try await admin.call("image", "DELETE", "/v2/images/\(image["id"]?.stringValue ?? "")")
                }
            }
        }

        @Test
        func `a quota, a cloud without room and a node that never reports are told with the remedy, and each stack comes through later`()
            async throws
        {
            let lab = try runningLab()
            let full = try await HeatStackScenario(lab, "full")
            let slow = try await HeatStackScenario(lab, "slow")
            async let late: Void = Self.neverReports(slow)
            try await Self.hasNoRoom(full, besides: slow)
            try await late
        }

        private static func hasNoRoom(_ flow: HeatStackScenario, besides slow: HeatStackScenario) async throws {
            let admin = try await CloudView(flow.lab, user: "admin")
            let project = try #require(
                try await admin.call("identity", "GET", "/projects?name=k8s")["projects"]?[0]?["id"]?.stringValue)
            let service = try #require(
                try await admin.call("compute", "GET", "/os-services?binary=nova-compute", version: "2.53")["services"]?[0]?["id"]?
                    .stringValue)
            func quota(_ instances: Int) async throws {
                try await admin.call(
                    "compute", "PUT", "/os-quota-sets/\(project)", ["quota_set": ["instances": .integer(Int64(instances)), "force": true]])
            }
            func compute(_ status: String) async throws {
                try await admin.call("compute", "PUT", "/os-services/\(service)", ["status": .string(status)], version: "2.53")
            }
            try await flow.toItsEnd {
                try await quota(0)
                try await flow.create("group", ["params": ["replicas": "1"]])
                let exceeded = try await flow.waitStalled("StackCreateFailed")
                #expect(exceeded.contains("Quota exceeded for instances") && exceeded.contains("raise its quota"), "\(exceeded)")
                try await compute("disabled")
                try await quota(-1)
                try await flow.retry("raised")
                try await flow.wait("no valid host") { object in
                    HeatStackScenario.condition("Stalled", object)?["message"]?.stringValue?.contains("No valid host") == true
                }
                let full = try await flow.waitStalled("StackCreateFailed")
                #expect(full.contains("group/0/server (OS::Nova::Server)") && full.contains("Choose a smaller flavor"), "\(full)")
                try await compute("enabled")
                // Nobody asks for it: it is tried again by itself.
                let ready = try await flow.waitReady(limit: .seconds(120))
                #expect(ready["stackStatus"] == "CREATE_COMPLETE" && ready["createAttempts"] == nil)
                // What is left is counted when both are gone.
                try await flow.delete()
                try await slow.waitGone(limit: .seconds(180))
            } undo: {
                try await quota(-1)
                try await compute("enabled")
            }
        }

        private static func neverReports(_ flow: HeatStackScenario) async throws {
            do {
                try await flow.create("waiting", ["params": ["replicas": "1"], "timeout": 1])
                let message = try await flow.waitStalled("StackCreateFailed", limit: .seconds(120))
                #expect(message.lowercased().contains("timed out") && message.contains("spec.timeout"), "\(message)")
                let old = try await flow.status()["stackID"]
                try await flow.retry("again")
                let status = try await flow.wait("created anew") { object in
                    object["status"]?["stackStatus"] == "CREATE_IN_PROGRESS" && object["status"]?["stackID"] != old
                }
                let stack = "\(status["stackName"]?.stringValue ?? "")/\(status["stackID"]?.stringValue ?? "")"
                let cloud = try await CloudView(flow.lab)
                try await flow.lab.wait(for: "the handle", limit: .seconds(20), every: .milliseconds(250)) {
                    try await cloud.call("orchestration", "GET", "/stacks/\(stack)/resources")["resources"]?.arrayValue?
                        .contains { $0["resource_name"] == "handle" && $0["resource_status"] == "CREATE_COMPLETE" } ?? false
                }
                try await cloud.call("orchestration", "POST", "/stacks/\(stack)/resources/handle/signal", ["status": "SUCCESS"])
                try await flow.waitReady()
                try await flow.delete()
            } catch {
                try? await flow.delete()
                throw error
            }
        }

        @Test func `a BIG-IP that answers 500 to a creation, an update and a deletion is named each time, and each is made good`()
            async throws
        {
            let flow = try await HeatStackScenario(try runningLab(), "box")
            let balancer = BalancerView(flow.lab)
            try await flow.toItsEnd {
                try await balancer.fail("POST", "/mgmt/tm/ltm/pool", status: 500, message: "java.lang.NullPointerException")
                try await flow.create("pool", ["params": ["replicas": "1"]])
                let creation = try await flow.waitStalled("StackCreateFailed")
                #expect(creation.contains("ADTECH::AXC::BIGIPPool") && creation.contains("NullPointerException"), "\(creation)")
                try await flow.retry("created")
                let pool = try #require(try await flow.waitReady()["resources"]?.arrayValue?.first { $0["name"] == "pool" })
                let path = try #require(pool["physicalID"]?.stringValue)
                #expect(try await balancer.members(of: path).count == 1)

                try await balancer.fail("POST", "/members", status: 500, message: "java.lang.NullPointerException")
                try await flow.scale(to: 3)
                let update = try await flow.waitStalled("StackUpdateFailed")
                #expect(update.contains("ADTECH::AXC::BIGIPPoolMember") && update.contains("It is tried again by itself"), "\(update)")
                try await flow.retry("updated")
                try await flow.waitReady()
                #expect(try await balancer.members(of: path).count == 3)

                try await balancer.fail("DELETE", "/mgmt/tm/ltm/pool", status: 500, message: "java.lang.NullPointerException")
                try await flow.delete()
                let deletion = try await flow.waitStalled("StackDeleteFailed")
                #expect(deletion.contains("NullPointerException"), "\(deletion)")
                try await flow.retry("deleted")
                try await flow.waitGone()
            } undo: {
                try await balancer.clearFaults()
            }
        }

        @Test func `a stack whose engine is gone can be given up, and an object deleted while its stack is built takes everything along`()
            async throws
        {
            let flow = try await HeatStackScenario(try runningLab(), "brief")
            try await flow.toItsEnd {
                try await flow.create("group", ["params": ["replicas": "2"]])
                let cloud = try await CloudView(flow.lab)
                try await flow.lab.wait(for: "a server in the making", limit: .seconds(30), every: .milliseconds(100)) {
                    try await !cloud.servers().isEmpty
                }
                let stacks = try await cloud.stacks()
                #expect(stacks.map { $0["stack_status"]?.stringValue } == ["CREATE_IN_PROGRESS"])
                let stack = "\(stacks[0]["stack_name"]?.stringValue ?? "")/\(stacks[0]["id"]?.stringValue ?? "")"
                // What the controller does when the time is over, which nobody here waits for.
                try await flow.lab.stopCloudService("heat")
                try await flow.lab.startCloudService("heat")
                try await cloud.call("orchestration", "POST", "/stacks/\(stack)/actions", ["cancel_without_rollback": .null])
                try await flow.wait("given up") { $0["status"]?["stackStatus"] == "CREATE_FAILED" }
                #expect(try await flow.status()["stackStatusReason"]?.stringValue?.contains("cancelled") == true)
            } undo: {
                try await flow.lab.startCloudService("heat")
            }
        }

        @Test func `with Heat down the wish is kept and told, and Heat up again it is fulfilled, a growth and a deletion alike`()
            async throws
        {
            let lab = try runningLab()
            let (growing, leaving) = (try await HeatStackScenario(lab, "growing"), try await HeatStackScenario(lab, "leaving"))
            try await growing.toItsEnd {
                for (flow, prefix) in [(growing, "10.10.0.20"), (leaving, "10.10.0.21")] {
                    try await flow.create("pool", ["params": ["replicas": "1", "prefix": .string(prefix)]])
                }
                for flow in [growing, leaving] { try await flow.waitReady() }
                try await lab.stopCloudService("heat")
                try await growing.scale(to: 2)
                try await leaving.delete()
                for flow in [growing, leaving] { try await flow.wait("HeatUnavailable") { Self.isHeatUnavailable($0) } }
                #expect(try await leaving.object()?["metadata"]?["finalizers"]?.arrayValue?.isEmpty == false)
                #expect(try await BalancerView(lab).pools().count == 2, "what serves goes on serving")
                try await lab.startCloudService("heat")
                try await leaving.waitGone(limit: .seconds(90))
                let grown = try await growing.waitReady(limit: .seconds(90))
                #expect((grown["resources"]?.arrayValue ?? []).count { $0["type"] == "ADTECH::AXC::BIGIPPoolMember" } == 2)
            } undo: {
                try await lab.startCloudService("heat")
                try await leaving.delete()
            }
        }

        private static func isHeatUnavailable(_ object: JSONValue) -> Bool {
            let reconciling = HeatStackScenario.condition("Reconciling", object)
            return reconciling?["status"] == "True" && reconciling?["reason"] == "HeatUnavailable"
        }

        private static func credential(_ text: String) -> JSONValue {
            ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "flow-credential"], "stringData": ["credential": .string(text)]]
        }
    }
}
