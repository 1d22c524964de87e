import JSON
import Testing

@testable import LabBIGIP

/// iControl REST over TLS on a real socket.
@Suite(.timeLimit(.minutes(1))) struct IControlTests {
    static let pool = "/mgmt/tm/ltm/pool"

    @Test func `a pool is created, shown, listed, changed and deleted`() async throws {
        try await BoxHost.running { box in
            let made = try await box.send("POST", Self.pool, ["name": "web", "partition": "Common"])
            #expect(made.status == 200)
            #expect(made.body["kind"] == "tm:ltm:pool:poolstate")
            #expect(made.body["fullPath"] == "/Common/web")
            #expect(made.body["selfLink"] == "https://localhost/mgmt/tm/ltm/pool/~Common~web?ver=17.1.1")
            let changed = try await box.send("PATCH", Self.pool + "/~Common~web", ["description": "front"])
            #expect(changed.body["description"] == "front")
            #expect((changed.body["generation"]?.intValue ?? 0) > (made.body["generation"]?.intValue ?? 0))
            let listed = try await box.send("GET", Self.pool)
            #expect(listed.body["kind"] == "tm:ltm:pool:poolcollectionstate")
            #expect(listed.body["items"]?[0]?["name"] == "web")
            let deleted = try await box.send("DELETE", Self.pool + "/~Common~web")
            #expect(deleted.status == 200 && deleted.body == .null)
            let absent = try await box.send("GET", Self.pool + "/~Common~web")
            #expect(absent.status == 404)
            #expect(
                absent.body
                    == [
                        "code": 404, "message": "01020036:3: The requested Pool (/Common/web) was not found.", "errorStack": [],
                        "apiError": 3,
                    ])
        }
    }

    @Test func `lists can be filtered, narrowed and expanded`() async throws {
        try await BoxHost.running { box in
            _ = try await box.send("POST", "/mgmt/tm/auth/partition", ["name": "ake"])
            _ = try await box.send("POST", Self.pool, ["name": "one"])
            _ = try await box.send("POST", Self.pool, ["name": "two", "partition": "ake", "members": ["127.0.0.1:80"]])
            let filtered = try await box.send("GET", Self.pool + "?$filter=partition%20eq%20ake&$select=name,fullPath")
            #expect(filtered.body["items"] == [["name": "two", "fullPath": "/ake/two"]])
            let expanded = try await box.send("GET", Self.pool + "/~ake~two?expandSubcollections=true")
            #expect(expanded.body["membersReference"]?["items"]?[0]?["name"] == "127.0.0.1:80")
            let refused = try await box.send("GET", Self.pool + "?$filter=name%20eq%20two")
            #expect(refused.status == 400)
        }
    }

    @Test func `a token opens the door until it is given back`() async throws {
        try await BoxHost.running { box in
            let login = try await box.send(
                "POST", "/mgmt/shared/authn/login", ["username": "heat", "password": "hot", "loginProviderName": "tmos"],
                authenticated: false)
            let token = try #require(login.body["token"]?["token"]?.stringValue)
            #expect(login.body["token"]?["timeout"] == 1200)
            #expect(try await box.send("GET", Self.pool, token: token).status == 200)
            #expect(try await box.send("PATCH", "/mgmt/shared/authz/tokens/" + token, ["timeout": 36001], token: token).status == 406)
            #expect(try await box.send("DELETE", "/mgmt/shared/authz/tokens/" + token, token: token).status == 200)
            let refused = try await box.send("GET", Self.pool, token: token)
            #expect(refused.status == 401)
            #expect(refused.body["message"] == "X-F5-Auth-Token does not exist.")
        }
    }

    @Test func `nobody else gets in`() async throws {
        try await BoxHost.running { box in
            #expect(try await box.send("GET", Self.pool, authenticated: false).status == 401)
            let login: JSONValue = ["username": "heat", "password": "cold"]
            let refused = try await box.send("POST", "/mgmt/shared/authn/login", login, authenticated: false)
            #expect(refused.status == 401)
            #expect(refused.body["message"] == "Authentication failed.")
        }
    }

    @Test func `nobody can end the token of another`() async throws {
        try await BoxHost.running { box in
            let login = try await box.send(
                "POST", "/mgmt/shared/authn/login", ["username": "heat", "password": "hot"], authenticated: false)
            let token = try #require(login.body["token"]?["token"]?.stringValue)
            #expect(try await box.send("DELETE", "/mgmt/shared/authz/tokens/" + token).status == 401)
        }
    }

    @Test func `what is not there is said as a BIG-IP says it`() async throws {
        try await BoxHost.running { box in
            let unknown = try await box.send("GET", "/mgmt/tm/ltm/rule")
            #expect(unknown.status == 404)
            #expect(unknown.body["message"] == "Public URI path not registered")
            #expect(try await box.send("POST", Self.pool, "no object").status == 400)
            #expect(try await box.send("DELETE", Self.pool).status == 405)
            let version = try await box.send("GET", "/mgmt/tm/sys/version")
            #expect(version.body["kind"] == "tm:sys:version:versionstats")
        }
    }

    @Test func `the configuration and the authority survive a restart`() async throws {
        try await BoxHost.withTemporaryFolder { folder in
            let authority = try await BoxHost.running(folder: folder) { box in
                _ = try await box.send("POST", Self.pool, ["name": "web", "members": ["127.0.0.1:80"], "slowRampTime": 0])
                _ = try await box.send(
                    "POST", "/mgmt/tm/ltm/virtual",
                    ["name": "web-80", "destination": "198.51.100.10:80", "pool": "web", "profiles": ["/Common/tcp"]])
                return box.bigip.authority
            }
            try await BoxHost.running(folder: folder) { box in
                #expect(box.bigip.authority == authority)
                let pool = try await box.send("GET", Self.pool + "/~Common~web?expandSubcollections=true")
                #expect(pool.body["slowRampTime"] == 0)
                #expect(pool.body["membersReference"]?["items"]?[0]?["address"] == "127.0.0.1")
                let profiles = try await box.send("GET", "/mgmt/tm/ltm/virtual/~Common~web-80/profiles")
                #expect(profiles.body["items"]?[0]?["fullPath"] == "/Common/tcp")
                let forwards = try await BoxHost.eventually { box.filter.rulesets.last?.contains("0 : 127.0.0.1 . 80") == true }
                #expect(forwards)
            }
        }
    }

    @Test func `a change reaches the rules and a read does not`() async throws {
        try await BoxHost.running { box in
            _ = try await box.send("POST", Self.pool, ["name": "web", "members": ["127.0.0.1:80"]])
            _ = try await box.send("POST", "/mgmt/tm/ltm/virtual", ["name": "v", "destination": "198.51.100.10:80", "pool": "web"])
            let forwards = try await BoxHost.eventually {
                box.filter.rulesets.last?.contains("ip daddr 198.51.100.10 tcp dport 80 dnat") == true
            }
            #expect(forwards)
            let count = box.filter.rulesets.count
            for _ in 0..<3 { _ = try await box.send("GET", Self.pool) }
            _ = try await box.send("PATCH", Self.pool + "/~Common~web", ["description": "no effect on packets"])
            _ = try await box.send("DELETE", "/mgmt/tm/ltm/virtual/~Common~v")
            let refuses = try await BoxHost.eventually { box.filter.rulesets.last?.contains("198.51.100.10") == false }
            #expect(refuses)
            #expect(box.filter.rulesets.count == count + 1)
        }
    }

    @Test func `failures can be ordered, with and without the call being carried out`() async throws {
        try await BoxHost.running { box in
            _ = try await box.send(
                "POST", "/lab/faults", ["method": "POST", "path": "/ltm/pool", "status": 503, "message": "busy", "times": 2])
            #expect(try await box.send("POST", Self.pool, ["name": "a"]).status == 503)
            #expect(try await box.send("POST", Self.pool, ["name": "a"]).status == 503)
            #expect(try await box.send("POST", Self.pool, ["name": "a"]).status == 200)
            _ = try await box.send("POST", "/lab/faults", ["method": "POST", "path": "/ltm/pool", "after": true])
            await #expect(throws: (any Error).self) { try await box.send("POST", Self.pool, ["name": "b"]) }
            #expect(try await box.send("GET", Self.pool + "/b").status == 200)
            _ = try await box.send("POST", "/lab/faults", ["path": "/ltm/pool", "status": 500])
            #expect(try await box.send("GET", "/lab/faults").body["items"]?.arrayValue?.count == 1)
            _ = try await box.send("DELETE", "/lab/faults")
            #expect(try await box.send("GET", Self.pool).status == 200)
        }
    }
}
