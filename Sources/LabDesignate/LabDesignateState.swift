import JSON
import LabOpenStack

/// What the stand-in knows. Pure: calls go in, answers come out.
public struct LabDesignateState: Sendable {
    /// The server's own address.
    public var url = ""
    /// Every call, oldest first.
    public var calls: [LabOpenStackCall] = []
    /// The names of the zones by id.
    public var zones: [String: String] = ["z1": "example."]
    /// The record sets, in order of creation; those on their way out among them.
    public var recordSets: [LabDesignateRecordSet] = []
    /// The faults to come.
    public var faults: [LabDesignateFault] = []
    /// How many record sets a zone may have.
    public var quota = 500
    /// Whether the name servers take everything up at once. If not, it stays `PENDING` until ``settle()``.
    public var settlesAtOnce = true
    /// What the endpoint in the catalog ends in, as clouds differ in it: nothing or `/v2`.
    public var catalogSuffix = "/"
    private var tokens: Set<String> = []
    private var counter = 0

    /// The calls that asked Designate to change something.
    public var writes: [LabOpenStackCall] { calls.filter(\.isWrite) }

    /// The name servers take everything up.
    public mutating func settle() {
        recordSets.removeAll { $0.action == "DELETE" }
        for index in recordSets.indices {
            recordSets[index].status = "ACTIVE"
            recordSets[index].action = "NONE"
        }
    }

    /// Puts a record set there as somebody else would.
    public mutating func put(_ name: String, _ type: String, _ records: [String], description: String? = nil, zone: String = "z1") {
        counter += 1
        var recordSet = LabDesignateRecordSet(
            id: "r\(counter)", zone: zone, name: name, type: type, records: records, description: description)
        recordSet.status = "ACTIVE"
        recordSet.action = "NONE"
        recordSets.append(recordSet)
    }

    /// Answers a call; nil where the answer is lost.
    mutating func handle(_ call: LabOpenStackCall) -> LabOpenStackAnswer? {
        calls.append(call)
        var fault: LabDesignateFault.Kind?
        if let index = faults.firstIndex(where: { $0.method == call.method && call.path.contains($0.path) }) {
            fault = faults[index].kind
            faults[index].count -= 1
            if faults[index].count == 0 { faults.remove(at: index) }
        }
        switch fault {
        case .refuse(let status): return .error(status, "unknown", "refused by a test")
        case .loseCall: return nil
        case .loseAnswer, .some(.none), nil:
            let answer = answer(call)
            if settlesAtOnce { settle() }
            return fault == .loseAnswer ? nil : answer
        }
    }

    private mutating func answer(_ call: LabOpenStackCall) -> LabOpenStackAnswer {
        if call.path == "/v3/auth/tokens" { return authenticate() }
        guard let token = call.token, tokens.contains(token) else {
            return .unauthorized
        }
        let segments = call.path.split(separator: "/").map(String.init)
        guard segments.first == "v2" else { return .error(404, "not_found", "no such path") }
        switch (call.method, segments.count) {
        case ("GET", 2) where segments[1] == "zones": return list(zonesOf: call)
        case ("GET", 2) where segments[1] == "recordsets": return list(call, recordSets)
        default: break
        }
        guard segments.count >= 4, segments[1] == "zones", segments[3] == "recordsets" else {
            return .error(404, "not_found", "no such path")
        }
        guard let zoneName = zones[segments[2]] else { return .error(404, "zone_not_found", "Could not find Zone") }
        switch (call.method, segments.count) {
        case ("GET", 4): return list(call, recordSets.filter { $0.zone == segments[2] })
        case ("POST", 4): return create(call, segments[2], zoneName)
        default: break
        }
        guard segments.count == 5, let index = recordSets.firstIndex(where: { $0.id == segments[4] && $0.zone == segments[2] }) else {
            return .error(404, "recordset_not_found", "Could not find RecordSet")
        }
        switch call.method {
        case "GET": return LabOpenStackAnswer(status: 200, body: recordSets[index].row(zoneName: zoneName))
        case "PUT": return update(index, call, zoneName)
        case "DELETE":
            recordSets[index].status = "PENDING"
            recordSets[index].action = "DELETE"
            return LabOpenStackAnswer(status: 202, body: recordSets[index].row(zoneName: zoneName))
        default: return .error(405, "method_not_allowed", "no such verb")
        }
    }

    private mutating func authenticate() -> LabOpenStackAnswer {
        counter += 1
        let token = "token-\(counter)"
        tokens.insert(token)
        return .token(token, expires: "2099-11-22T01:00:00.000000Z", type: "dns", service: "designate", url: url + catalogSuffix)
    }

    private func list(zonesOf call: LabOpenStackCall) -> LabOpenStackAnswer {
        let rows = zones.sorted { $0.key < $1.key }.filter { zone in call.query["name"].map { Self.matches(zone.value, $0) } ?? true }
        return LabOpenStackAnswer(
            status: 200,
            body: [
                "zones": .array(
                    rows.map { ["id": .string($0.key), "name": .string($0.value), "status": "ACTIVE", "type": "PRIMARY", "ttl": 3600] })
            ])
    }

    private func list(_ call: LabOpenStackCall, _ all: [LabDesignateRecordSet]) -> LabOpenStackAnswer {
        var rows = all
        if let name = call.query["name"] { rows = rows.filter { Self.matches($0.name, name) } }
        if let type = call.query["type"] { rows = rows.filter { $0.type == type } }
        if let description = call.query["description"] { rows = rows.filter { Self.matches($0.description ?? "", description) } }
        let total = rows.count
        if let marker = call.query["marker"] {
            guard let index = rows.firstIndex(where: { $0.id == marker }) else {
                return .error(400, "marker_not_found", "Marker \(marker) could not be found")
            }
            rows = Array(rows[(index + 1)...])
        }
        if let limit = call.query["limit"] {
            guard let number = Int(limit), (1...1000).contains(number) else {
                return .error(400, "invalid_limit", "Limit must be between 0 and max 1000")
            }
            rows = Array(rows.prefix(number))
        }
        return LabOpenStackAnswer(
            status: 200,
            body: [
                "recordsets": .array(rows.map { $0.row(zoneName: zones[$0.zone] ?? "") }), "links": [:],
                "metadata": ["total_count": .integer(Int64(total))],
            ])
    }

    private mutating func create(_ call: LabOpenStackCall, _ zone: String, _ zoneName: String) -> LabOpenStackAnswer {
        guard let name = call.body["name"]?.stringValue, let type = call.body["type"]?.stringValue, name.hasSuffix("."),
            let records = call.body["records"]?.arrayValue?.compactMap(\.stringValue), !records.isEmpty
        else { return .error(400, "invalid_object", "Provided object does not match schema") }
        if let problem = Self.problem(type, records) { return .error(400, "invalid_object", problem) }
        guard name == zoneName || name.hasSuffix("." + zoneName) else {
            return .error(400, "invalid_recordset_location", "RecordSet is not contained within it's parent zone")
        }
        let others = recordSets.filter { $0.zone == zone && $0.name.lowercased() == name.lowercased() }
        guard !others.contains(where: { $0.type == type }) else { return .error(409, "duplicate_recordset", "Duplicate RecordSet") }
        guard !(type == "CNAME" && !others.isEmpty || others.contains { $0.type == "CNAME" }) else {
            return .error(400, "invalid_recordset_location", "CNAME recordsets may not share a name with any other records")
        }
        guard recordSets.filter({ $0.zone == zone }).count < quota else {
            return .error(413, "over_quota", "Quota exceeded for zone_recordsets.")
        }
        counter += 1
        let recordSet = LabDesignateRecordSet(
            id: "r\(counter)", zone: zone, name: name, type: type, records: records, ttl: call.body["ttl"]?.intValue,
            description: call.body["description"]?.stringValue)
        recordSets.append(recordSet)
        return LabOpenStackAnswer(status: 202, body: recordSet.row(zoneName: zoneName))
    }

    private mutating func update(_ index: Int, _ call: LabOpenStackCall, _ zoneName: String) -> LabOpenStackAnswer {
        if call.body["name"] != nil || call.body["type"] != nil {
            return .error(400, "invalid_object", "Provided object does not match schema: name and type are immutable")
        }
        if let records = call.body["records"]?.arrayValue?.compactMap(\.stringValue) {
            if let problem = Self.problem(recordSets[index].type, records) { return .error(400, "invalid_object", problem) }
            recordSets[index].records = records
        }
        if let ttl = call.body["ttl"] { recordSets[index].ttl = ttl.intValue }
        if let description = call.body["description"] { recordSets[index].description = description.stringValue }
        recordSets[index].status = "PENDING"
        recordSets[index].action = "UPDATE"
        return LabOpenStackAnswer(status: 202, body: recordSets[index].row(zoneName: zoneName))
    }

    private static func problem(_ type: String, _ records: [String]) -> String? {
        switch type {
        case "A"
        where !records.allSatisfy { $0.split(separator: ".").count == 4 && $0.split(separator: ".").allSatisfy { UInt8($0) != nil } }:
            "an A record is no IPv4 address"
        case "AAAA" where !records.allSatisfy { $0.contains(":") }: "an AAAA record is no IPv6 address"
        case "TXT" where !records.allSatisfy { $0.count >= 2 && $0.hasPrefix("\"") && $0.hasSuffix("\"") && $0.utf8.count <= 257 }:
            "a TXT record must be in quotation marks, with at most 255 characters each"
        default: nil
        }
    }

    // Designate takes `*` in a filter for anything.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        var rest = Substring(text)
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return text == pattern }
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else if !part.isEmpty {
                guard let range = rest.firstRange(of: part) else { return false }
                rest = rest[range.upperBound...]
            }
        }
        return true
    }
}
