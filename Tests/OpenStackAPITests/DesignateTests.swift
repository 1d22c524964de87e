import JSON
import Testing

@testable import OpenStackAPI

@Suite struct DesignateTests {
    private let recordSet = Designate.RecordSet(
        zoneID: "z", name: "a.example.", type: "A", records: ["192.0.2.1"], ttl: 60, description: "d")

    @Test func `a list asks for what it is narrowed by, in a zone or in all`() {
        let one = Designate.recordSets(zone: "z", .init(name: "*.example.", type: "A"), limit: 2, marker: "m")
        #expect(
            one.url(endpoint: "https://dns.example/")
                == "https://dns.example/v2/zones/z/recordsets?limit=2&name=%2A.example.&type=A&marker=m")
        let all = Designate.recordSets(zone: nil, .init(description: "x y"))
        #expect(all.url(endpoint: "https://dns.example") == "https://dns.example/v2/recordsets?limit=500&description=x%20y")
    }

    @Test(
        "a cloud may register the service with or without its version",
        arguments: ["https://dns.example/v2", "https://dns.example/v2/", "https://dns.example"])
    func versioned(endpoint: String) {
        #expect(Designate.zones(named: "example.").url(endpoint: endpoint) == "https://dns.example/v2/zones?name=example.")
    }

    @Test func `a creation names the record set, a change does not, and only the creation must not be repeated blindly`() {
        let creation = Designate.createRecordSet(zone: "z", recordSet)
        #expect(creation.body?["name"] == "a.example.")
        #expect(!creation.isIdempotent)
        let change = Designate.updateRecordSet(zone: "z", id: "r", recordSet)
        #expect(change.body == ["records": ["192.0.2.1"], "ttl": 60, "description": "d"])
        #expect(change.isIdempotent)
        #expect(Designate.deleteRecordSet(zone: "z", id: "r").path == ["v2", "zones", "z", "recordsets", "r"])
    }

    @Test func `a record set is read as Designate writes it`() throws {
        let body = #"""
            {"recordsets": [{"id": "r", "zone_id": "z", "name": "a.example.", "type": "TXT", "records": ["\"x\""], "ttl": null,
              "description": null, "status": "PENDING", "action": "DELETE", "version": 1, "links": {}}], "metadata": {"total_count": 1}}
            """#
        let read = try #require(try Designate.Answer.recordSets(Array(body.utf8)).first)
        #expect(read.isBeingDeleted && read.ttl == nil && read.records == ["\"x\""] && read.zoneID == "z")
        #expect(throws: (any Error).self) { try Designate.Answer.zones(Array("{}".utf8)) }
    }
}
