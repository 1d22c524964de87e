import FoundationEssentials
import JSON
import Lab
import Testing

/// A user of the lab's project k8s, with a Secret that lets a HeatStack act as that user.
struct LabTenant: Sendable {
    let name: String
    let id: String
    var password: String

    /// Makes the user.
    init(_ admin: CloudView, name: String) async throws {
        let password = "first"
        let project = try await admin.call("identity", "GET", "/projects?name=k8s")["projects"]?[0]?["id"]?.stringValue
        let user = try await admin.call(
            "identity", "POST", "/users",
            ["user": ["name": .string(name), "password": .string(password), "domain_id": "default"]])["user"]?["id"]?.stringValue
        let (projectID, userID) = (try #require(project), try #require(user))
        for role in try await admin.call("identity", "GET", "/roles")["roles"]?.arrayValue ?? [] {
            guard ["member", "heat_stack_owner"].contains(role["name"]?.stringValue), let roleID = role["id"]?.stringValue else { continue }
            try await admin.call("identity", "PUT", "/projects/\(projectID)/users/\(userID)/roles/\(roleID)")
        }
        self.name = name
        self.id = userID
        self.password = password
    }

    /// Changes the password: the old one is of no use from now on.
    mutating func renew(_ admin: CloudView) async throws {
        try await admin.call("identity", "PATCH", "/users/\(id)", ["user": ["password": "second"]])
        password = "second"
    }

    func remove(_ admin: CloudView) async throws { try await admin.call("identity", "DELETE", "/users/\(id)") }

    var secretName: String { "\(name)-cloud" }

    /// The Secret with the clouds.yaml.
    var secret: JSONValue {
        let clouds = """
            clouds:
              lab:
                region_name: RegionOne
                auth:
                  auth_url: http://\(LabAddresses.cloud):5000/v3
                  username: \(name)
                  password: \(password)
                  project_name: k8s
                  user_domain_name: Default
                  project_domain_name: Default
            """
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": .string(secretName)], "stringData": ["clouds.yaml": .string(clouds)],
        ]
    }
}

extension CloudView {
    /// What each server was given as user-data, by its id. Nova shows it to an administrator.
    func serversWithUserData() async throws -> [String: String] {
        let servers = try await call("compute", "GET", "/servers/detail?all_tenants=1", version: "2.3")["servers"]?.arrayValue ?? []
        return servers.reduce(into: [:]) { result, server in
            guard let id = server["id"]?.stringValue, let text = server["OS-EXT-SRV-ATTR:user_data"]?.stringValue,
                let data = Data(base64Encoded: text)
            else { return }
            result[id] = String(decoding: data, as: UTF8.self)
        }
    }
}
