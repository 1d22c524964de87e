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
        let output = try await lab.run(
            on: "master",
            [
                "curl", "-sS", "-f", "-m", "10", "--cacert", lab.configuration.bigipAuthority, "-u", "admin:admin",
                "https://\(LabAddresses.bigip)/mgmt/tm/ltm/\(collection)",
            ])
        guard output.status == 0 else { throw LabError("the BIG-IP stand-in does not answer: \(output.error)") }
        return try JSONValue(parsing: Array(output.text.utf8))["items"]?.arrayValue ?? []
    }
}
