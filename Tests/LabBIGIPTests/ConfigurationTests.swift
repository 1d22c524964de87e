import JSON
import Testing

@testable import LabBIGIP

@Suite struct ConfigurationTests {
    /// The error of an attempt; nil when it was let through.
    func refusal(of attempt: (inout Configuration) throws -> Void, by configuration: inout Configuration) -> IControlError? {
        do {
            try attempt(&configuration)
            return nil
        } catch {
            return error as? IControlError
        }
    }

    @Test func `a created object has the defaults of a BIG-IP`() throws {
        let configuration = try Samples.web()
        let pool = try configuration.object(Samples.pool, Samples.web)
        #expect(pool[text: "loadBalancingMode"] == "round-robin")
        let virtual = try configuration.object(Samples.virtual, ObjectPath("/Common/web-80"))
        #expect(virtual.properties["sourceAddressTranslation"] == ["type": "none"])
        #expect(virtual.properties["source"] == "0.0.0.0/0")
    }

    @Test func `a member brings its node and a virtual server its address`() throws {
        let configuration = try Samples.web()
        #expect(configuration.all(Samples.node).map(\.path.name) == ["10.10.0.11", "10.10.0.12"])
        #expect(try configuration.object(Samples.members, Samples.member(1))[text: "address"] == "10.10.0.11")
        #expect(configuration.all(CollectionKey(.virtualAddress)).map(\.path.description) == ["/Common/198.51.100.10"])
    }

    @Test func `a virtual address goes with its last virtual server`() throws {
        var configuration = try Samples.web()
        try configuration.delete(Samples.virtual, ObjectPath("/Common/web-80"))
        #expect(configuration.all(CollectionKey(.virtualAddress)).isEmpty)
    }

    @Test func `moving a virtual server moves its address`() throws {
        var configuration = try Samples.web()
        try configuration.patch(Samples.virtual, ObjectPath("/Common/web-80"), ["destination": "/Common/198.51.100.11:80"])
        #expect(configuration.all(CollectionKey(.virtualAddress)).map(\.path.name) == ["198.51.100.11"])
    }

    @Test func `a refused change leaves no trace`() throws {
        var configuration = try Samples.web()
        let before = configuration
        let error = refusal(
            of: { try $0.patch(Samples.pool, Samples.web, ["description": "new", "monitor": "/Common/absent"]) }, by: &configuration)
        #expect(error?.status == 404)
        #expect(configuration == before)
    }

    @Test func `PATCH keeps what it does not name and PUT does not`() throws {
        var configuration = try Samples.web(pool: ["slowRampTime": 0])
        try configuration.patch(Samples.pool, Samples.web, ["description": "web"])
        #expect(try configuration.object(Samples.pool, Samples.web)[number: "slowRampTime"] == 0)
        try configuration.replace(Samples.pool, Samples.web, ["description": "web"])
        #expect(try configuration.object(Samples.pool, Samples.web)[number: "slowRampTime"] == 10)
        #expect(configuration.all(Samples.members).count == 2)
    }

    @Test func `enabled and disabled are one switch`() throws {
        var configuration = try Samples.web()
        let path = ObjectPath("/Common/web-80")
        try configuration.patch(Samples.virtual, path, ["disabled": true])
        #expect(try configuration.object(Samples.virtual, path).properties["enabled"] == nil)
        try configuration.patch(Samples.virtual, path, ["enabled": true])
        #expect(try configuration.object(Samples.virtual, path).properties["disabled"] == nil)
    }

    @Test func `a pool can be created with its members`() throws {
        var configuration = Configuration()
        _ = try configuration.create(Samples.pool, ["name": "web", "members": ["10.0.0.1:80", ["name": "10.0.0.2:80", "ratio": 3]]])
        #expect(configuration.all(Samples.members).map(\.path.name) == ["10.0.0.1:80", "10.0.0.2:80"])
    }

    @Test func `a deleted pool takes its members along but not their nodes`() throws {
        var configuration = try Samples.web()
        try configuration.delete(Samples.virtual, ObjectPath("/Common/web-80"))
        try configuration.delete(Samples.pool, Samples.web)
        #expect(configuration.all(Samples.members).isEmpty)
        #expect(configuration.all(Samples.node).count == 2)
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let message: String
        let attempt: @Sendable (inout Configuration) throws -> Void
    }

    static let refusals: [Refusal] = [
        Refusal(testDescription: "a pool in use", status: 400, message: "01070265:3: The Pool (/Common/web) cannot be deleted") {
            try $0.delete(Samples.pool, Samples.web)
        },
        Refusal(testDescription: "a monitor in use", status: 400, message: "01070083:3: Monitor /Common/web-http is in use.") {
            try $0.delete(CollectionKey(.monitorHTTP), ObjectPath("/Common/web-http"))
        },
        Refusal(testDescription: "a node in use", status: 400, message: "01070110:3: Node address '/Common/10.10.0.11'") {
            try $0.delete(Samples.node, ObjectPath("/Common/10.10.0.11"))
        },
        Refusal(testDescription: "an absent pool", status: 404, message: "01020036:3: The requested Pool (/Common/no) was not found.") {
            try $0.delete(Samples.pool, ObjectPath("/Common/no"))
        },
        Refusal(testDescription: "a member of an absent pool", status: 404, message: "01020036:3: The requested Pool (/Common/no)") {
            _ = try $0.create(CollectionKey(.member, of: ObjectPath("/Common/no")), ["name": "10.0.0.1:80"])
        },
        Refusal(testDescription: "an absent member", status: 404, message: "Object not found - /Common/10.0.0.9:80") {
            _ = try $0.object(Samples.members, ObjectPath("/Common/10.0.0.9:80"))
        },
        Refusal(
            testDescription: "a name that is taken", status: 409, message: "01020066:3: The requested Pool (/Common/web) already exists"
        ) {
            _ = try $0.create(Samples.pool, ["name": "web"])
        },
        Refusal(
            testDescription: "an absent partition", status: 400, message: "01070734:3: Configuration error: Can't associate Pool (/x/web)"
        ) {
            _ = try $0.create(Samples.pool, ["name": "web", "partition": "x"])
        },
        Refusal(testDescription: "an absent monitor", status: 404, message: "01020036:3: The requested monitor rule (/Common/no)") {
            _ = try $0.create(Samples.pool, ["name": "p", "monitor": "/Common/no"])
        },
        Refusal(testDescription: "an absent pool of a virtual server", status: 404, message: "01020036:3: The requested Pool (/Common/no)")
        {
            try $0.patch(Samples.virtual, ObjectPath("/Common/web-80"), ["pool": "/Common/no"])
        },
        Refusal(
            testDescription: "a destination that is taken", status: 400, message: "01070333:3: Virtual Server /Common/two illegally shares"
        ) {
            _ = try $0.create(Samples.virtual, ["name": "two", "destination": "/Common/198.51.100.10:80"])
        },
        Refusal(testDescription: "a misspelt property", status: 400, message: "\"monitr\" unknown property") {
            try $0.patch(Samples.pool, Samples.web, ["monitr": "/Common/http"])
        },
        Refusal(testDescription: "a value that cannot be", status: 400, message: "invalid property value \"loadBalancingMode\":\"best\"") {
            try $0.patch(Samples.pool, Samples.web, ["loadBalancingMode": "best"])
        },
        Refusal(testDescription: "a virtual server without a destination", status: 400, message: "01070734:3: Configuration error") {
            _ = try $0.create(Samples.virtual, ["name": "two"])
        },
        Refusal(testDescription: "a member state that only the monitors give", status: 400, message: "invalid property value \"state\"") {
            try $0.patch(Samples.members, Samples.member(1), ["state": "up"])
        },
        Refusal(testDescription: "an object without a name", status: 400, message: "one or more properties must be specified") {
            _ = try $0.create(Samples.pool, ["description": "nameless"])
        },
        Refusal(testDescription: "a partition in use", status: 400, message: "01070734:3: Configuration error: partition Common") {
            try $0.delete(CollectionKey(.partition), ObjectPath(partition: "", name: "Common"))
        },
    ]

    @Test(arguments: refusals)
    func `what a BIG-IP refuses is refused in its words`(refusal: Refusal) throws {
        var configuration = try Samples.web()
        let error = self.refusal(of: refusal.attempt, by: &configuration)
        #expect(error?.status == refusal.status)
        #expect(error?.message.hasPrefix(refusal.message) == true, "\(error?.message ?? "")")
    }

    @Test func `objects live in partitions of their own`() throws {
        var configuration = Configuration()
        _ = try configuration.create(CollectionKey(.partition), ["name": "ake"])
        let path = try configuration.create(Samples.pool, ["name": "web", "partition": "ake", "monitor": "/Common/http"])
        #expect(path.description == "/ake/web")
        let error = refusal(of: { try $0.delete(CollectionKey(.partition), ObjectPath(partition: "", name: "ake")) }, by: &configuration)
        #expect(error?.status == 400)
    }
}
