import JSON

extension CloudView {
    /// What Heat has in Keystone on behalf of stacks, as names: trusts, and users and projects of its own domain. Needs the user `admin`.
    public func stackIdentities() async throws -> [String] {
        func texts(_ values: [JSONValue], _ key: String) -> [String] { values.compactMap { $0[key]?.stringValue } }
        guard let domain = try await list("identity", "/domains?name=heat", "domains").first?["id"]?.stringValue else {
            throw LabError("Keystone has no domain heat", remedy: "lab/openstack/seed.sh makes it")
        }
        let trusts = texts(try await list("identity", "/OS-TRUST/trusts", "trusts"), "id").map { "trust \($0)" }
        let users = texts(try await list("identity", "/users?domain_id=\(domain)", "users"), "name").filter { $0 != "heat_domain_admin" }
        let projects = texts(try await list("identity", "/projects?domain_id=\(domain)", "projects"), "name")
        return (trusts + users.map { "user \($0)" } + projects.map { "project \($0)" }).sorted()
    }
}
