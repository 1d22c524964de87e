import FoundationEssentials
import OpenStackAPI
import OpenStackClient
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct CloudsFileTests {
    static let text = """
        clouds:
          lab:
            auth:
              auth_url: http://10.20.0.2:5000/v3
              username: k8s
              password: 1234
              project_name: k8s
              user_domain_name: Default
              project_domain_id: default
            region_name: RegionOne
            interface: internalURL
            cacert: /etc/ssl/lab.pem
            orchestration_endpoint_override: http://heat/v1/p
          app:
            auth_type: v3applicationcredential
            verify: false
            auth: {auth_url: "https://k", application_credential_id: i, application_credential_secret: s}
          named:
            auth: {auth_url: "https://k", application_credential_name: n, application_credential_secret: s, username: u}
          token:
            auth_type: v3token
            auth: {auth_url: "https://k", token: t, project_id: p}
          split:
            auth: {auth_url: "https://k", user_id: u, system_scope: all}
        """

    @Test func `a password entry is read with its scope, region, interface and overrides`() throws {
        let cloud = try CloudsFile(Self.text).cloud("lab")
        #expect(
            cloud.credentials
                == .password(
                    user: .name("k8s", domain: .name("Default")), password: "1234", scope: .project(.name("k8s", domain: .id("default")))))
        #expect(cloud.authenticationURL == "http://10.20.0.2:5000/v3")
        #expect(cloud.region == "RegionOne" && cloud.interface == .internal && cloud.verifiesServers)
        #expect(cloud.authoritiesPath == "/etc/ssl/lab.pem")
        #expect(cloud.endpointOverrides == ["orchestration": "http://heat/v1/p"])
        #expect(!"\(cloud)".contains("1234"))
    }

    @Test func `application credentials, tokens and scopes are read`() throws {
        let file = try CloudsFile(Self.text, secure: "clouds: {split: {auth: {password: hidden}}}")
        #expect(try file.cloud("app").credentials == .applicationCredential(id: "i", secret: "s"))
        #expect(try file.cloud("app").verifiesServers == false)
        #expect(
            try file.cloud("named").credentials
                == .namedApplicationCredential(name: "n", user: .name("u", domain: .id("default")), secret: "s"))
        #expect(try file.cloud("token").credentials == .token("t", scope: .project(.id("p"))))
        #expect(try file.cloud("split").credentials == .password(user: .id("u"), password: "hidden", scope: .system))
        #expect(file.names == ["app", "lab", "named", "split", "token"])
    }

    static let wrong: [(String, String?, String)] = [
        ("cloud: {}", nil, "clouds.yaml: has no object \"clouds\""),
        ("clouds: {a: {auth: {}}}", "b", "clouds.yaml: has no cloud \"b\", only a"),
        ("clouds: {a: {}, b: {}}", nil, "clouds.yaml: has several clouds (a, b); name one with OS_CLOUD or --cloud"),
        ("clouds: {a: {auth: {}}}", nil, "clouds.yaml, clouds.a.auth.auth_url: is missing"),
        ("clouds: {a: {auth: {auth_url: u, username: x}}}", nil, "clouds.yaml, clouds.a.auth.password: is missing"),
        (
            "clouds: {a: {auth_type: kerberos, auth: {auth_url: u}}}", nil,
            "clouds.yaml, clouds.a.auth_type: \"kerberos\" is not supported; use password, v3applicationcredential or token"
        ),
        (
            "clouds: {a: {interface: left, auth: {auth_url: u, username: x, password: p}}}", nil,
            "clouds.yaml, clouds.a.interface: \"left\" is none of public, internal, admin"
        ),
        (
            "clouds: {a: {verify: 3, auth: {auth_url: u, username: x, password: p}}}", nil,
            "clouds.yaml, clouds.a.verify: is neither true nor false"
        ),
        (
            "clouds: {a: {profile: vexxhost}}", nil,
            "clouds.yaml, clouds.a.profile: vendor profiles are not supported; write auth.auth_url out"
        ),
    ]

    @Test(arguments: wrong) func `every mistake names its field`(text: String, name: String?, message: String) throws {
        let error = #expect(throws: CloudConfigurationError.self) { try CloudsFile(text).cloud(name) }
        #expect(error?.message == message)
    }

    @Test func `the file is found in the usual order, and secure.yaml is laid over it`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("home/.config/openstack/clouds.yaml", "clouds: {home: {auth: {auth_url: u, username: x}}}")
        try directory.write("home/.config/openstack/secure.yaml", "clouds: {home: {auth: {password: p}}}")
        try directory.write("system/clouds.yaml", "clouds: {system: {auth: {auth_url: u, username: x, password: p}}}")
        try directory.write("own.yaml", "clouds: {own: {auth: {auth_url: u, username: x, password: p}}}")
        func locator(_ environment: [String: String]) -> CloudsFileLocator {
            CloudsFileLocator(
                environment: environment, workingDirectory: directory.path + "/empty", systemDirectory: directory.path + "/system")
        }
        #expect(try locator(["HOME": directory.path + "/home"]).cloud().name == "home")
        #expect(try locator([:]).cloud().name == "system")
        #expect(try locator(["OS_CLIENT_CONFIG_FILE": directory.path + "/own.yaml"]).cloud().name == "own")
        #expect(throws: CloudConfigurationError.self) { try locator(["OS_CLOUD": "other"]).cloud() }
        let error = #expect(throws: CloudConfigurationError.self) {
            try locator(["OS_CLIENT_CONFIG_FILE": directory.path + "/none.yaml"]).cloud()
        }
        #expect(error?.message == "no clouds.yaml: looked for \(directory.path)/none.yaml")
    }

    @Test func `a certificate file that cannot be read names its setting`() {
        let cloud = CloudConfiguration(
            name: "a", authenticationURL: "u", credentials: .token("t", scope: .unscoped), authoritiesPath: "/nonexistent/ca.pem")
        let error = #expect(throws: CloudConfigurationError.self) { try cloud.tlsMaterial() }
        #expect(error?.message == "clouds.yaml, clouds.a.cacert: /nonexistent/ca.pem: No such file or directory")
    }
}

/// A directory that goes away with the value.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/ake-test-XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        self.path = path
    }

    func write(_ name: String, _ text: String) throws {
        var directory = path
        for part in name.split(separator: "/").dropLast() {
            directory += "/" + part
            mkdir(directory, 0o700)
        }
        let file = try #require(fopen(path + "/" + name, "w"))
        fputs(text, file)
        fclose(file)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
