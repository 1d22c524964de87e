import JSON

/// The lab's BIG-IP as its iControl REST tells, asked with curl from the master.
public struct BalancerView: Sendable {
    let lab: Laboratory

    /// A view of a lab's BIG-IP.
    public init(_ lab: Laboratory) { self.lab = lab }

    /// All virtual servers.
    public func virtualServers() async throws -> [JSONValue] { try await items("virtual") }

    /// All pools.
    public func pools() async throws -> [JSONValue] { try await items("pool") }

    /// All members' nodes, which a pool that is gone may have left behind.
    public func nodes() async throws -> [JSONValue] { try await items("node") }

    /// The HTTP monitors that somebody made, without those of the box.
    public func monitors() async throws -> [JSONValue] {
        try await items("monitor/http").filter { $0["fullPath"] != "/Common/http" }
    }

    private func items(_ collection: String) async throws -> [JSONValue] {
        try await call("GET", "/mgmt/tm/ltm/\(collection)")["items"]?.arrayValue ?? []
    }

    /// Members of a pool.
    ///
    /// - Parameter pool: the pool's full path, such as `/Common/web`.
    public func members(of pool: String) async throws -> [JSONValue] { try await items("pool/\(Self.segment(pool))/members") }

    /// Takes a member out of a pool, behind the back of whoever put it there.
    public func remove(_ member: String, from pool: String) async throws {
        try await call("DELETE", "/mgmt/tm/ltm/pool/\(Self.segment(pool))/members/\(Self.segment(member))")
    }

    /// Has calls fail that are to come.
    ///
    /// - Parameters:
    ///   - path: what their path contains.
    ///   - times: how many of them.
    public func fail(_ method: String, _ path: String, status: Int, message: String, times: Int = 1) async throws {
        try await call(
            "POST", "/lab/faults",
            [
                "method": .string(method), "path": .string(path), "status": .integer(Int64(status)), "message": .string(message),
                "times": .integer(Int64(times)),
            ])
    }

    /// Forgets failures to come.
    public func clearFaults() async throws { try await call("DELETE", "/lab/faults") }

    private static func segment(_ path: String) -> String { path.split(separator: "/").map { "~\($0)" }.joined() }

    @discardableResult
    private func call(_ method: String, _ path: String, _ body: JSONValue = .null) async throws -> JSONValue {
        let data = body.isNull ? [] : ["-H", "Content-Type: application/json", "--data-binary", "@-"]
        let output = try await lab.run(
            on: "master",
            ["curl", "-sS", "-f", "-m", "10", "-X", method, "--cacert", lab.configuration.bigipAuthority, "-u", "admin:admin"] + data
                + ["https://\(LabAddresses.bigip)\(path)"],
            input: body.isNull ? "" : body.serializedString)
        guard output.status == 0 else { throw LabError("the BIG-IP stand-in, \(method) \(path): \(output.error)") }
        return (try? JSONValue(parsing: Array(output.text.utf8))) ?? .null
    }
}
