import Testing

@testable import LabBIGIP

@Suite struct TokenTableTests {
    let start = ContinuousClock.now

    func refusal(from table: TokenTable = TokenTable(), _ attempt: (inout TokenTable) throws -> Void) -> IControlError? {
        var table = table
        do {
            try attempt(&table)
            return nil
        } catch {
            return error as? IControlError
        }
    }

    @Test func `a token ends after twenty minutes`() throws {
        var table = TokenTable()
        try table.issue("T", to: "heat", now: start)
        #expect(try table.user(of: "T", now: start + .seconds(1199)) == "heat")
        #expect(throws: IControlError.self) { try table.user(of: "T", now: start + .seconds(1200)) }
    }

    @Test func `a token can be prolonged up to ten hours`() throws {
        var table = TokenTable()
        try table.issue("T", to: "heat", now: start)
        try table.extend("T", to: .seconds(36000))
        #expect(try table.user(of: "T", now: start + .seconds(35999)) == "heat")
        #expect(refusal { try $0.extend("T", to: .seconds(36001)) }?.status == 406)
    }

    @Test func `the hundred and first is refused until one ends, except to admin`() throws {
        var table = TokenTable()
        for index in 0..<100 { try table.issue("T\(index)", to: "heat", now: start) }
        let error = refusal(from: table) { try $0.issue("X", to: "heat", now: start) }
        #expect(error?.message.contains("maximum active login tokens") == true)
        table.revoke("T0")
        try table.issue("X", to: "heat", now: start)
        for index in 0..<101 { try table.issue("A\(index)", to: "admin", now: start) }
        try table.issue("Y", to: "heat", now: start + .seconds(1201))
        #expect(table.count(of: "heat") == 1)
    }

    @Test func `failures to come are used up in order`() {
        var faults = Faults()
        faults.add(.init(method: "POST", path: "/pool", status: 503, times: 2))
        let result1 = faults.take(method: "GET", path: "/mgmt/tm/ltm/pool")
        #expect(result1 == nil)
        let result2 = faults.take(method: "POST", path: "/mgmt/tm/ltm/pool")
        #expect(result2?.status == 503)
        let result3 = faults.take(method: "POST", path: "/mgmt/tm/ltm/pool")
        #expect(result3 != nil)
        let result4 = faults.take(method: "POST", path: "/mgmt/tm/ltm/pool")
        #expect(result4 == nil)
    }
}
