import Testing

@testable import LabBIGIP

@Suite struct HealthTableTests {
    let start = ContinuousClock.now
    let id = MemberID(pool: Samples.web, member: Samples.member(1))
    let rule = MonitorRule("/Common/web-http")

    func plan(_ monitor: String = "/Common/web-http", port: Int = 8080, interval: Int = 5) -> ProbePlan {
        ProbePlan(
            member: id, monitor: ObjectPath(monitor), kind: .http, address: "10.10.0.11", port: port, send: "", receive: "",
            interval: .seconds(interval), timeout: .seconds(16))
    }

    @Test func `a member is checked before it is used`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        #expect(table.health(of: id, under: rule) == .checking)
        #expect(!MemberHealth.checking.isUsable)
        let result1 = table.due(now: start)
        #expect(result1 == [plan()])
        let result2 = table.record(plan(), good: true, now: start)
        #expect(result2)
        #expect(table.health(of: id, under: rule) == .up)
    }

    @Test func `one probe runs at a time and the next is due an interval later`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        let result1 = table.due(now: start)
        #expect(result1.count == 1)
        let result2 = table.due(now: start + .seconds(6))
        #expect(result2.isEmpty)
        _ = table.record(plan(), good: true, now: start + .seconds(1))
        let result3 = table.due(now: start + .seconds(4))
        #expect(result3.isEmpty)
        let result4 = table.due(now: start + .seconds(5))
        #expect(result4.count == 1)
    }

    @Test func `a member is down when the timeout has passed without a good answer, not before`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        _ = table.due(now: start)
        _ = table.record(plan(), good: true, now: start)
        _ = table.due(now: start + .seconds(5))
        let result1 = table.record(plan(), good: false, now: start + .seconds(5))
        #expect(!result1)
        let result2 = table.expire(now: start + .seconds(15))
        #expect(!result2)
        #expect(table.health(of: id, under: rule) == .up)
        let result3 = table.expire(now: start + .seconds(16))
        #expect(result3)
        #expect(table.health(of: id, under: rule) == .down)
        let result4 = table.record(plan(), good: true, now: start + .seconds(20))
        #expect(result4)
        #expect(table.health(of: id, under: rule) == .up)
    }

    @Test func `a member that never answered is down after the timeout`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        let result1 = table.expire(now: start + .seconds(16))
        #expect(result1)
        #expect(table.health(of: id, under: rule) == .down)
    }

    @Test func `changed settings keep the verdict and a removed monitor forgets it`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        _ = table.due(now: start)
        _ = table.record(plan(), good: true, now: start)
        table.reconcile([plan(interval: 1)], now: start + .seconds(1))
        #expect(table.health(of: id, under: rule) == .up)
        let result1 = table.due(now: start + .seconds(2))
        #expect(result1.count == 1)
        table.reconcile([], now: start + .seconds(2))
        table.reconcile([plan()], now: start + .seconds(2))
        #expect(table.health(of: id, under: rule) == .checking)
    }

    @Test func `a good answer from where the monitor no longer asks is of no interest`() {
        var table = HealthTable()
        table.reconcile([plan()], now: start)
        _ = table.due(now: start)
        table.reconcile([plan(port: 9090)], now: start)
        let result1 = table.record(plan(), good: true, now: start)
        #expect(!result1)
        #expect(table.health(of: id, under: rule) == .checking)
    }

    @Test(arguments: [
        ("", MemberHealth.unchecked), ("/Common/a", .up), ("/Common/b", .down), ("/Common/a and /Common/b", .down),
        ("min 1 of { /Common/a /Common/b }", .up), ("/Common/c", .checking), ("min 1 of { /Common/b /Common/c }", .checking),
    ])
    func `rules combine the verdicts`(rule: String, expected: MemberHealth) {
        var table = HealthTable()
        table.reconcile([plan("/Common/a"), plan("/Common/b")], now: start)
        _ = table.due(now: start)
        _ = table.record(plan("/Common/a"), good: true, now: start + .seconds(10))
        _ = table.expire(now: start + .seconds(16))
        table.reconcile([plan("/Common/a"), plan("/Common/b"), plan("/Common/c")], now: start + .seconds(16))
        #expect(table.health(of: id, under: MonitorRule(rule)) == expected)
    }

    @Test func `plans follow the monitor's alias port or the member's own`() throws {
        var configuration = try Samples.web(members: 1)
        var plans = ProbePlans.all(in: configuration)
        #expect(plans.map(\.port) == [8080])
        #expect(plans.map(\.address) == ["10.10.0.11"])
        #expect(plans.map(\.send) == ["GET /healthz\r\n"])
        try configuration.patch(CollectionKey(.monitorHTTP), ObjectPath("/Common/web-http"), ["destination": "*:*"])
        plans = ProbePlans.all(in: configuration)
        #expect(plans.map(\.port) == [80])
    }
}
