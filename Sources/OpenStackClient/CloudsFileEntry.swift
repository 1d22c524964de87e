import JSON
import OpenStackAPI

/// One entry of clouds.yaml while it is being read.
struct CloudsFileEntry {
    private let entry: JSONValue
    private let auth: JSONValue
    private let place: String

    init(_ entry: JSONValue, place: String) throws(CloudConfigurationError) {
        guard entry.objectValue != nil else { throw CloudConfigurationError("\(place): is not an object") }
        guard entry["profile"] == nil || entry["auth"]?["auth_url"] != nil else {
            throw CloudConfigurationError("\(place).profile: vendor profiles are not supported; write auth.auth_url out")
        }
        self.entry = entry
        self.auth = entry["auth"] ?? [:]
        self.place = place
    }

    func configuration(name: String) throws(CloudConfigurationError) -> CloudConfiguration {
        var configuration = CloudConfiguration(
            name: name, authenticationURL: try required("auth_url"), credentials: try credentials(), region: text(entry, "region_name"),
            interface: try interface(), authoritiesPath: text(entry, "cacert"), certificatePath: text(entry, "cert"),
            keyPath: text(entry, "key"),
            verifiesServers: try verifies())
        for (key, value) in entry.objectValue ?? [:] where key.hasSuffix("_endpoint_override") {
            configuration.endpointOverrides[String(key.dropLast(18)).replacing("_", with: "-")] = value.stringValue
        }
        return configuration
    }

    private func credentials() throws(CloudConfigurationError) -> Keystone.Credentials {
        let type = text(entry, "auth_type") ?? (text(auth, "application_credential_secret") == nil ? "password" : "v3applicationcredential")
        switch type {
        case "password", "v3password":
            return .password(user: try user(), password: try required("password"), scope: try scope())
        case "v3applicationcredential":
            let secret = try required("application_credential_secret")
            if let id = text(auth, "application_credential_id") { return .applicationCredential(id: id, secret: secret) }
            return .namedApplicationCredential(name: try required("application_credential_name"), user: try user(), secret: secret)
        case "token", "v3token":
            return .token(try required("token"), scope: try scope())
        default:
            throw CloudConfigurationError(
                "\(place).auth_type: \"\(type)\" is not supported; use password, v3applicationcredential or token")
        }
    }

    private func user() throws(CloudConfigurationError) -> Keystone.Identity {
        if let id = text(auth, "user_id") { return .id(id) }
        return .name(try required("username"), domain: domain("user_domain"))
    }

    private func scope() throws(CloudConfigurationError) -> Keystone.Scope {
        if let id = text(auth, "project_id") ?? text(auth, "tenant_id") { return .project(.id(id)) }
        if let name = text(auth, "project_name") ?? text(auth, "tenant_name") {
            return .project(.name(name, domain: domain("project_domain")))
        }
        if let id = text(auth, "domain_id") { return .domain(.id(id)) }
        if let name = text(auth, "domain_name") { return .domain(.name(name)) }
        return text(auth, "system_scope") == "all" ? .system : .unscoped
    }

    private func domain(_ prefix: String) -> Keystone.Domain {
        if let id = text(auth, prefix + "_id") { return .id(id) }
        if let name = text(auth, prefix + "_name") { return .name(name) }
        return .id(text(auth, "default_domain") ?? "default")
    }

    private func interface() throws(CloudConfigurationError) -> Keystone.Catalog.Interface {
        guard let text = text(entry, "interface") ?? text(entry, "endpoint_type") else { return .public }
        guard let interface = Keystone.Catalog.Interface(rawValue: text.hasSuffix("URL") ? String(text.dropLast(3)) : text) else {
            throw CloudConfigurationError("\(place).interface: \"\(text)\" is none of public, internal, admin")
        }
        return interface
    }

    private func verifies() throws(CloudConfigurationError) -> Bool {
        switch entry["verify"] {
        case nil: return entry["insecure"] != true
        case .bool(let value)?: return value
        case .string(let text)? where ["true", "yes", "on"].contains(text.lowercased()): return true
        case .string(let text)? where ["false", "no", "off"].contains(text.lowercased()): return false
        default: throw CloudConfigurationError("\(place).verify: is neither true nor false")
        }
    }

    private func required(_ key: String) throws(CloudConfigurationError) -> String {
        guard let value = text(auth, key), !value.isEmpty else { throw CloudConfigurationError("\(place).auth.\(key): is missing") }
        return value
    }

    /// The value as text: names and passwords that look like numbers are still names and passwords.
    private func text(_ object: JSONValue, _ key: String) -> String? {
        switch object[key] {
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        default: nil
        }
    }
}
