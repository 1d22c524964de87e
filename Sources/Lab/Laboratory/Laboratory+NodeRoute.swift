import JSON

extension Laboratory {
    /// Tells LB nodes the way to a real API server: a host route of Neutron's cluster network, which they get by their config drive.
    ///
    /// They have no default route; their rule for return traffic is only for packets that carry their address on the LB network already.
    func routeNodes(to server: APIServerAddress) async throws {
        let password: JSONValue = ["user": ["name": "admin", "domain": ["name": "Default"], "password": "secret"]]
        let scope: JSONValue = ["project": ["name": "admin", "domain": ["name": "Default"]]]
        let body: JSONValue = ["auth": ["identity": ["methods": ["password"], "password": password], "scope": scope]]
        let login = try await curl(["-i", "-d", body.serializedString, "http://\(LabAddresses.cloud):5000/v3/auth/tokens"])
        guard let token = CloudView.split(login).headers["x-subject-token"] else {
            throw LabError("Keystone gave the administrator no token: \(Command.lastLines(of: login, 3))")
        }
        let subnets = "http://\(LabAddresses.cloud):9696/v2.0/subnets"
        let header = ["-H", "X-Auth-Token: \(token)"]
        let list = try JSONValue(parsing: Array(try await curl(header + ["\(subnets)?name=cluster-subnet"]).utf8))
        guard let id = list["subnets"]?[0]?["id"]?.stringValue else { throw LabError("Neutron has no cluster-subnet") }
        let route: JSONValue = ["destination": .string("\(server.host)/32"), "nexthop": .string(LabAddresses.master)]
        let change: JSONValue = ["subnet": ["host_routes": [route]]]
        _ = try await curl(header + ["-f", "-X", "PUT", "-d", change.serializedString, "\(subnets)/\(id)"])
    }

    private func curl(_ arguments: [String]) async throws -> String {
        let output = try await run(on: "master", ["curl", "-sS", "-m", "30", "-H", "Content-Type: application/json"] + arguments)
        guard output.status == 0 else { throw LabError("OpenStack does not answer: \(Command.lastLines(of: output.error, 3))") }
        return output.text
    }
}
