import KubernetesAPI
import OpenStackAPI
import OpenStackClient
import Testing

@testable import HeatStacks

/// Services' own texts, and what follows from them.
@Suite struct FailureCauseTests {
    @Test(
        arguments: [
            (#"ResourceInError: resources.server: Went to status ERROR due to "Message: No valid host was found. , Code: 500""#, .capacity),
            ("Conflict: resources.port: No more IP addresses available on network 1. Neutron server returns request_ids: ['r']", .capacity),
            ("OverQuotaClient: resources.port: Quota exceeded for resources: ['port'].", .quota),
            (
                "Forbidden: resources.server: Quota exceeded for instances: Requested 1, but already used 10 of 10 instances (HTTP 403)",
                .quota
            ),
            ("Conflict: resources.port: Quota exceeded for resources: ['port']. (HTTP 409) (Request-ID: req-1)", .quota),
            ("Forbidden: resources.group: Quota exceeded, too many server groups. (HTTP 403) (Request-ID: req-1)", .quota),
            ("Forbidden: resources.server: Maximum number of ports exceeded (HTTP 403) (Request-ID: req-1)", .quota),
            (#"ResourceInError: resources.server: Went to status ERROR due to "Message: Quota exceeded for ram, Code: 413""#, .quota),
            ("OverLimit: resources.volume: VolumeSizeExceedsAvailableQuota (HTTP 413)", .quota),
            ("OverQuota: resources.zone: Quota exceeded for zones (HTTP 413)", .quota),
            ("RequestLimitExceeded: You have reached the maximum stacks per tenant, 512. Please delete some stacks.", .limit),
            ("StackResourceLimitExceeded: Maximum resources per stack exceeded.", .limit),
            (
                #"ResourceInError: resources.server: Went to status ERROR due to "Message: Exceeded maximum number of retries. "#
                    + #"Exhausted all hosts available for retrying build failures for instance 1., Code: 500""#, .capacity
            ),
            ("NoValidHost: Exceeded max scheduling attempts 3 for instance 1", .capacity),
            (
                #"ResourceInError: resources.server: Went to status ERROR due to "Message: Build of instance 1 aborted: "#
                    + #"Failed to allocate the network(s), not rescheduling., Code: 500""#, .service
            ),
            (
                #"ResourceInError: resources.server: Went to status ERROR due to "Message: Build of instance 1 was re-scheduled: "#
                    + #"libvirt is down, Code: 500""#, .service
            ),
            (
                "WaitConditionFailure: resources.wc_anlb: failed parts: 14_set_interface: the file was not found; healthz: no answer: "
                    + "Connection refused; units: nginx inactive, bird active, ake-node failed; log: Quota exceeded (HTTP 403)", .node
            ),
            (
                "WaitConditionFailure: resources.wc_anlb: healthz: 503 no certificate yet; units: nginx active, bird active, ake-node active;"
                    + " log: Forbidden", .node
            ),
            ("WaitConditionTimeout: resources.wait: 0 of 1 received", .timeout), ("Stack CREATE timed out", .timeout),
            (
                "BIGIPError: resources.pool: BIG-IP 10.20.0.1: cannot create pool /Common/p: java.lang.NullPointerException (HTTP 500).",
                .service
            ),
            (
                "BIGIPError: resources.pool: BIG-IP 10.20.0.1: cannot create pool /Common/p: Public URI path not registered "
                    + "(HTTP 404, temporarily). Remedy: The BIG-IP is busy or restarting: try again.", .service
            ),
            (
                "Unreachable: resources.pool: BIG-IP 10.20.0.1: cannot create pool /Common/p: no answer within 15 s. Remedy: Check host.",
                .service
            ),
            (
                "BIGIPError: resources.vs: BIG-IP 10.20.0.1: cannot create virtual /Common/v: Authorization failed: no role (HTTP 403).",
                .access
            ),
            (
                "BIGIPError: resources.vs: BIG-IP 10.20.0.1: cannot create virtual /Common/v: 01070734:3: Configuration error (HTTP 400).",
                .invalid
            ),
            ("ConnectFailure: Unable to establish connection to http://10.20.0.2:8774/v2.1: refused", .service),
            ("ClientException: resources.server: Unexpected API Error. (HTTP 500) (Request-ID: req-1)", .service),
            ("Conflict: resources.port: Port 1 is in use (HTTP 409)", .conflict), ("Stack UPDATE cancelled", .conflict),
            ("Forbidden: resources.server: Policy doesn't allow it to be performed. (HTTP 403)", .access),
            ("StackValidationFailed: resources.server: Property error: image: The Image (nope) could not be found.", .invalid),
            ("BadRequest: resources.server: Flavor's disk is too small for requested image. (HTTP 400)", .invalid),
            ("boom", .unknown), ("", .unknown),
        ] as [(String, FailureCause)]) func `a service's text tells the kind of its failure`(text: String, cause: FailureCause)
    {
        #expect(FailureCause(text) == cause)
        #expect(FailureCause("CREATE_FAILED: group/0/server (OS::Nova::Server): \(text)") == cause)
        #expect(!cause.remedy.isEmpty)
    }

    static let refusals: [(OpenStackError.Kind, String, Refusal)] = [
        (.conflict, "StackExists", .look(after: .seconds(1))), (.conflict, "ActionInProgress", .look(after: .seconds(5))),
        (.notFound, "EntityNotFound", .look(after: .seconds(1))), (.unavailable, "", .retry), (.rateLimited, "", .retry),
        (.malformedAnswer, "", .retry),
        (.quota, "", .stall(reason: "QuotaExceeded", remedy: FailureCause.quota.remedy, pause: .seconds(120))),
        (.unauthorized, "", .stall(reason: "CloudAccessDenied", remedy: FailureCause.access.remedy, pause: .seconds(60))),
        (.forbidden, "", .stall(reason: "CloudAccessDenied", remedy: FailureCause.access.remedy, pause: .seconds(60))),
        (.configuration, "", .stall(reason: "CloudAccessDenied", remedy: FailureCause.access.remedy, pause: .seconds(60))),
        (.badRequest, "", .stall(reason: "StackRejected", remedy: FailureCause.invalid.remedy, pause: .seconds(300))),
    ]

    @Test(arguments: refusals) func `every refusal of a call is tried again some time`(
        kind: OpenStackError.Kind, type: String, refusal: Refusal
    ) {
        #expect(Refusal(OpenStackError(kind, "no", service: .orchestration, type: type)) == refusal)
    }

    @Test func `of a limit of Heat's own the remedy names the limit`() {
        let error = OpenStackError(.quota, "You have reached the maximum stacks per tenant, 512.", service: .orchestration)
        guard case .stall(_, let remedy, _) = Refusal(error) else {
            Issue.record("not stalled")
            return
        }
        #expect(remedy.contains("max_stacks_per_tenant"))
    }

    @Test(
        arguments: [
            ("5m", 300), ("1h30m", 5400), ("45s", 45), ("1h0m5s", 3605), ("", nil), ("5", nil), ("m5", nil), ("5m1h", nil), ("5x", nil),
            ("-5m", nil), ("99999999999999999999s", nil), ("５m", nil),
        ] as [(String, Int?)]) func `durations are Kubernetes' own`(text: String, seconds: Int?)
    {
        #expect(GoDuration.parse(text) == seconds.map { .seconds($0) })
    }

    @Test(arguments: [(0, "0s"), (59, "59s"), (60, "1m0s"), (3661, "1h1m1s"), (-5, "0s")]) func `times taken are short texts`(
        seconds: Int, text: String
    ) {
        #expect(GoDuration.text(.seconds(seconds)) == text)
    }

    @Test func `the table has what failed first, counts the rest, and knows nested names`() {
        let group = Heat.Resource(
            name: "group", type: "OS::Heat::ResourceGroup", physicalID: "g", status: .init("CREATE_COMPLETE"), stackID: "root")
        let member = Heat.Resource(name: "0", type: "m.yaml", physicalID: "m", status: .init("CREATE_COMPLETE"), stackID: "g")
        var resources = [group, member]
        for index in 0..<100 {
            resources.append(
                Heat.Resource(
                    name: "server\(index)", type: "OS::Nova::Server", physicalID: "s\(index)",
                    status: .init(index == 77 ? "CREATE_FAILED" : "CREATE_COMPLETE"), statusReason: index == 77 ? "boom" : "state changed",
                    stackID: "m"))
        }
        let table = ResourceTable(resources)
        #expect(table.count == 102 && table.servers == 99 && table.lines.count == ResourceTable.limit)
        #expect(
            table.lines.first
                == HeatStackResource(
                    name: "group/0/server77", type: "OS::Nova::Server", physicalID: "s77", status: "CREATE_FAILED", reason: "boom"))
        #expect(table.lines[1].name == "group" && table.lines[1].reason == nil)
    }

    @Test func `a preview is told in counts of what is real`() {
        typealias Change = Heat.UpdatePreview.Change
        let members = [
            Change(name: "2", type: "builtin:///cls_member.yaml"), Change(name: "server", type: "OS::Nova::Server"),
            Change(name: "member", type: "ADTECH::AXC::BIGIPPoolMember"),
        ]
        let group = Change(name: "group", type: "OS::Heat::ResourceGroup")
        #expect(
            PreviewSummary(.init(added: members, updated: [group])).description == "1 server and 1 pool member added, 0 replaced")
        #expect(PreviewSummary(.init(deleted: members + members)).description == "2 servers and 2 pool members removed, 0 replaced")
        #expect(
            PreviewSummary(.init(replaced: [Change(name: "a", type: "OS::Nova::Server"), Change(name: "k", type: "X::Y")])).description
                == "1 server and 1 other resource replaced (a, k)")
        let idle = PreviewSummary(.init(replaced: [members[2]]))
        #expect(PreviewSummary(.init(replaced: [members[2], members[1]])).beyond(idle).replaced == [members[1]])
        #expect(PreviewSummary(.init(replaced: [members[2], members[2]])).beyond(idle).replaced == [members[2]])
        #expect(PreviewSummary(.init(updated: [group])).isEmpty && PreviewSummary(.init()).description == "0 replaced")
    }
}
