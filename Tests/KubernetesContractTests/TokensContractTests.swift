import HTTPTransport
import JSON
import KubernetesAPI
import Testing

/// ServiceAccount tokens: <https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/>,
/// <https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/>.
@Suite(.timeLimit(.minutes(3))) struct TokensContractTests {
    private func account(_ cluster: ContractCluster, _ name: String = "bob") async throws -> String {
        let created = try await cluster.send("POST", cluster.path("serviceaccounts"), ["metadata": ["name": .string(name)]])
        #expect(created.status == 201)
        return cluster.path("serviceaccounts") + "/\(name)/token"
    }

    private func request(_ spec: JSONValue = [:]) -> JSONValue {
        ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec]
    }

    private func review(_ cluster: ContractCluster, _ token: String, _ audiences: JSONValue = []) async throws -> JSONValue {
        let answer = try await cluster.send(
            "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
            [
                "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                "spec": ["token": .string(token), "audiences": audiences],
            ])
        #expect(answer.status == 201)
        return answer.value["status"] ?? [:]
    }

    /// Whether the server knows the bearer of a token.
    private func isKnown(_ cluster: ContractCluster, _ token: String) async throws -> Bool {
        try await cluster.send(
            "GET", cluster.configMaps, headers: [HTTPHeader("Authorization", "Bearer \(token)")]
        ).status != 401
    }

    @Test func `a token says who its bearer is, until when, and may do no more`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = try await account(cluster)
            let answer = try await cluster.send("POST", path, request(["expirationSeconds": 600]))
            #expect(answer.status == 201 && answer.value["kind"] == "TokenRequest")
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            #expect(token.split(separator: ".").count == 3)
            #expect(answer.value["status"]?["expirationTimestamp"]?.stringValue?.hasSuffix("Z") == true)
            let status = try await review(cluster, token)
            #expect(status["authenticated"] == true)
            #expect(status["user"]?["username"] == .string("system:serviceaccount:\(cluster.namespace):bob"))
            let groups = Set(status["user"]?["groups"]?.arrayValue ?? [])
            #expect(
                groups.isSuperset(of: [
                    "system:serviceaccounts", .string("system:serviceaccounts:\(cluster.namespace)"), "system:authenticated",
                ]))
            let refused = try await cluster.send(
                "GET", cluster.configMaps, headers: [HTTPHeader("Authorization", "Bearer \(token)")])
            #expect(refused.status == 403)
        }
    }

    @Test func `the client asks for tokens`() async throws {
        try await ContractCluster.with { cluster async throws in
            _ = try await account(cluster)
            let status = try await cluster.client.createToken(
                serviceAccount: "bob", namespace: cluster.namespace, request: TokenRequest.Spec(expirationSeconds: 3600))
            #expect(try await isKnown(cluster, status.token))
        }
    }

    @Test func `a token for another audience is none for the server`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = try await account(cluster)
            let answer = try await cluster.send("POST", path, request(["audiences": ["https://vault.example.org"]]))
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            #expect(try await !isKnown(cluster, token))
            #expect(try await review(cluster, token)["authenticated"] != true)
            let status = try await review(cluster, token, ["https://vault.example.org", "other"])
            #expect(status["authenticated"] == true && status["audiences"] == ["https://vault.example.org"])
        }
    }

    @Test(
        arguments: [
            (["expirationSeconds": 599], "spec.expirationSeconds"), (["expirationSeconds": 5_000_000_000], "spec.expirationSeconds"),
        ]
            as [(JSONValue, String)])
    func `a life too short or too long is refused`(spec: JSONValue, field: String) async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("POST", try await account(cluster), request(spec))
            #expect(refused.status == 422 && refused.causes == [["FieldValueInvalid", field]])
        }
    }

    @Test func `a bound token dies with what it is bound to`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = try await account(cluster)
            let secret = try await cluster.send("POST", cluster.path("secrets"), ["metadata": ["name": "s"]])
            let reference: JSONValue = ["apiVersion": "v1", "kind": "Secret", "name": "s", "uid": .string(secret.uid)]
            let answer = try await cluster.send("POST", path, request(["boundObjectRef": reference]))
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            #expect(try await isKnown(cluster, token))
            _ = try await cluster.send("DELETE", cluster.path("secrets") + "/s")
            try await cluster.eventually("the token is worth nothing") { try await !isKnown(cluster, token) }
            let late = try await cluster.send("POST", path, request(["boundObjectRef": reference]))
            #expect(late.status == 404)
        }
    }

    @Test func `tokens die with their ServiceAccount, also when another takes its name`() async throws {
        try await ContractCluster.with { cluster async throws in
            let path = try await account(cluster)
            let answer = try await cluster.send("POST", path, request())
            let token = try #require(answer.value["status"]?["token"]?.stringValue)
            _ = try await cluster.send("DELETE", cluster.path("serviceaccounts") + "/bob")
            try await cluster.eventually("the token is worth nothing") { try await !isKnown(cluster, token) }
            _ = try await account(cluster)
            #expect(try await !isKnown(cluster, token))
            #expect(try await cluster.send("POST", cluster.path("serviceaccounts") + "/nobody/token", request()).status == 404)
        }
    }

    @Test func `what is no token is refused with 401`() async throws {
        try await ContractCluster.with { cluster async throws in
            let refused = try await cluster.send("GET", cluster.configMaps, headers: [HTTPHeader("Authorization", "Bearer nonsense")])
            #expect(refused.status == 401 && refused.reason == "Unauthorized" && refused.message == "Unauthorized")
            #expect(try await review(cluster, "nonsense")["authenticated"] != true)
        }
    }
}
