import LoadBalancerNode
import RoutingModel
import Testing

@Suite struct TableDeliveryTests {
    let one: RevisedTable
    let two: RevisedTable
    let other: RevisedTable

    init() throws {
        one = try Tables.simple(["10.0.0.1:80"])
        two = try Tables.simple(["10.0.0.2:80"])
        other = try RevisedTable(RoutingTable())
    }

    private func nginx(_ table: RevisedTable?, instance: String = "1") -> NginxState {
        NginxState(instance: instance, revision: table?.revision)
    }

    private func delivered(_ table: RevisedTable) -> TableDelivery {
        var delivery = TableDelivery()
        delivery.want(table)
        delivery.observed(nginx(table))
        return delivery
    }

    @Test func `nothing is sent before anything is known`() {
        var delivery = TableDelivery()
        delivery.observed(nginx(nil))
        #expect(delivery.action == .nothing)
        #expect(!delivery.isSettled)
    }

    @Test func `the first table goes out whole, and then nothing more`() {
        var delivery = TableDelivery()
        delivery.want(one)
        delivery.observed(nginx(nil))
        #expect(delivery.action == .put(one))
        delivery.observed(nginx(one))
        #expect(delivery.action == .nothing)
        #expect(delivery.isSettled)
    }

    @Test func `other peers go out as a delta, other routes as a whole table`() throws {
        var delivery = delivered(one)
        delivery.want(two)
        #expect(delivery.action == .patch(try #require(TableDelta(from: one, to: two)), two))
        delivery.want(other)
        #expect(delivery.action == .put(other))
    }

    @Test func `an agent that restarts finds its table in nginx and sends nothing`() {
        var delivery = TableDelivery()
        delivery.want(one)
        delivery.observed(nginx(one))
        #expect(delivery.action == .nothing)
    }

    @Test func `after a restart of nginx the whole table goes out again`() {
        var delivery = delivered(one)
        delivery.observed(nginx(nil, instance: "2"))
        #expect(delivery.action == .put(one))
    }

    @Test func `a table that somebody else put there is replaced`() {
        var delivery = delivered(one)
        delivery.observed(nginx(other))
        #expect(delivery.action == .put(one))
    }

    @Test(
        "after any failure the whole table goes out, since what nginx has is not certain",
        arguments: [NodeError.Code.nginx, .conflict])
    func failure(code: NodeError.Code) {
        var delivery = delivered(one)
        delivery.want(two)
        delivery.failed(NodeError(code, "x"), sending: two)
        #expect(delivery.action == .put(two))
    }

    @Test func `a refused table is not sent again, the next one is`() {
        var delivery = delivered(one)
        delivery.want(two)
        delivery.failed(NodeError(.refused, "x"), sending: two)
        #expect(delivery.action == .nothing)
        #expect(!delivery.isSettled)
        delivery.observed(nginx(one))
        #expect(delivery.action == .nothing)
        delivery.want(other)
        #expect(delivery.action == .put(other))
    }

    @Test func `a delta holds only what changed, and gives way to the table when it saves nothing`() throws {
        let large = try Tables.large(1000)
        var table = large.table
        for index in 0..<100 { table.services["s/s\(index):80"] = [] }
        let delta = try #require(TableDelta(from: large, to: RevisedTable(table)))
        #expect(delta.services.count == 100)
        #expect(delta.base == large.revision)
        for index in 0..<600 { table.services["s/s\(index):80"] = [] }
        #expect(try TableDelta(from: large, to: RevisedTable(table)) == nil)
    }

    @Test func `equal tables have equal revisions`() throws {
        #expect(try Tables.large(100) == Tables.large(100))
        #expect(one != two)
        #expect(try one.document() == Tables.simple(["10.0.0.1:80"]).document())
    }
}
