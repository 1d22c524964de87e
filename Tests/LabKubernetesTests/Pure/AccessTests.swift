import Crypto
import JSON
import Testing

@testable import LabKubernetes

struct AccessTests {
    private static let authorizer = Authorizer(
        roles: [
            [
                "kind": "Role", "metadata": ["name": "r", "namespace": "a"],
                "rules": [
                    ["apiGroups": [""], "resources": ["pods", "pods/status"], "verbs": ["get", "list"]],
                    ["apiGroups": [""], "resources": ["serviceaccounts/token"], "verbs": ["create"], "resourceNames": ["me"]],
                ],
            ]
        ],
        roleBindings: [
            [
                "metadata": ["name": "b", "namespace": "a"], "roleRef": ["kind": "Role", "name": "r"],
                "subjects": [["kind": "ServiceAccount", "name": "me", "namespace": "a"], ["kind": "User", "name": "bob"]],
            ],
            [
                "metadata": ["name": "c", "namespace": "a"], "roleRef": ["kind": "ClusterRole", "name": "sum"],
                "subjects": [["kind": "Group", "name": "g"]],
            ],
        ],
        clusterRoles: [
            ["metadata": ["name": "nodes"], "rules": [["apiGroups": [""], "resources": ["nodes"], "verbs": ["*"]]]],
            ["metadata": ["name": "sum"], "aggregationRule": ["clusterRoleSelectors": [["matchLabels": ["agg": "yes"]]]]],
            [
                "metadata": ["name": "part", "labels": ["agg": "yes"]],
                "rules": [["apiGroups": ["*"], "resources": ["*"], "verbs": ["watch"]]],
            ],
            ["metadata": ["name": "paths"], "rules": [["nonResourceURLs": ["/api/*"], "verbs": ["get"]]]],
        ],
        clusterRoleBindings: [
            [
                "metadata": ["name": "n"], "roleRef": ["kind": "ClusterRole", "name": "nodes"],
                "subjects": [["kind": "User", "name": "bob"]],
            ],
            [
                "metadata": ["name": "p"], "roleRef": ["kind": "ClusterRole", "name": "paths"],
                "subjects": [["kind": "User", "name": "bob"]],
            ],
        ])

    private static let me = UserInfo.serviceAccount(namespace: "a", name: "me", uid: "u")
    private static let bob = UserInfo(name: "bob")

    @Test(arguments: [
        (me, AccessRequest(verb: "get", resource: "pods", name: "p", namespace: "a"), true),
        (me, AccessRequest(verb: "get", resource: "pods", subresource: "status", name: "p", namespace: "a"), true),
        (me, AccessRequest(verb: "get", resource: "pods", subresource: "log", name: "p", namespace: "a"), false),
        (me, AccessRequest(verb: "get", resource: "pods", name: "p", namespace: "b"), false),
        (me, AccessRequest(verb: "delete", resource: "pods", name: "p", namespace: "a"), false),
        (me, AccessRequest(verb: "create", resource: "serviceaccounts", subresource: "token", name: "me", namespace: "a"), true),
        (me, AccessRequest(verb: "create", resource: "serviceaccounts", subresource: "token", name: "you", namespace: "a"), false),
        (me, AccessRequest(verb: "get", resource: "nodes"), false),
        (bob, AccessRequest(verb: "delete", resource: "nodes", name: "n"), true),
        (bob, AccessRequest(verb: "get", nonResourcePath: "/api/v1"), true),
        (bob, AccessRequest(verb: "get", nonResourcePath: "/metrics"), false),
        (UserInfo(name: "x", groups: ["g"]), AccessRequest(verb: "watch", group: "any", resource: "things", namespace: "a"), true),
        (UserInfo(name: "x", groups: ["system:masters"]), AccessRequest(verb: "any", resource: "thing"), true),
    ]) func `roles, bindings, names, groups and aggregation`(user: UserInfo, request: AccessRequest, allowed: Bool) {
        #expect(Self.authorizer.allows(user, request) == allowed)
    }

    @Test func `a refusal reads as Kubernetes'`() {
        let failure = AccessRequest(verb: "list", group: "networking.k8s.io", resource: "ingresses", namespace: "ns").failure(Self.me)
        #expect(
            failure.message
                == #"ingresses.networking.k8s.io is forbidden: User "system:serviceaccount:a:me" cannot list resource "ingresses" in API group "networking.k8s.io" in the namespace "ns""#
        )
    }

    @Test func `nobody grants what they may not do`() throws {
        let roles = try #require(KindRegistry().kind(group: Authorizer.group, version: "v1", plural: "roles"))
        func role(_ verb: String) -> JSONValue {
            [
                "metadata": ["name": "x", "namespace": "a"],
                "rules": [["apiGroups": [""], "resources": ["pods"], "verbs": [.string(verb)]]],
            ]
        }
        #expect(EscalationGuard.failure(role("get"), old: nil, kind: roles, user: Self.me, Self.authorizer) == nil)
        let refusal = EscalationGuard.failure(role("delete"), old: nil, kind: roles, user: Self.me, Self.authorizer)
        #expect(refusal?.message.contains("is attempting to grant RBAC permissions not currently held") == true)
        #expect(EscalationGuard.failure(role("delete"), old: role("delete"), kind: roles, user: Self.me, Self.authorizer) == nil)
    }

    @Test func `tokens say who they are for, and are not forged`() throws {
        let tokens = ServiceAccountTokens(key: P256.Signing.PrivateKey())
        let claims = ServiceAccountTokens.Claims(
            namespace: "a", name: "me", uid: "u", audiences: [ServiceAccountTokens.issuer], issued: 1, expires: 100,
            binding: .init(kind: "Secret", name: "s", uid: "su"))
        let token = try tokens.sign(claims)
        #expect(tokens.read(token) == claims)
        #expect(ServiceAccountTokens(key: P256.Signing.PrivateKey()).read(token) == nil)
        #expect(tokens.read(token + "x") == nil)
    }

    @Test func `a token ends with its time, its account and the object it is bound to`() throws {
        let store = ResourceStore(historyLimit: 10)
        let tokens = ServiceAccountTokens(key: P256.Signing.PrivateKey())
        let authenticator = Authenticator(staticTokens: [:], tokens: tokens)
        let accounts = GroupResource(group: "", resource: "serviceaccounts")
        let secrets = GroupResource(group: "", resource: "secrets")
        _ = try store.commit(
            accounts, ObjectKey(namespace: "a", name: "me"), ["metadata": ["name": "me", "namespace": "a", "uid": "u"]], expecting: .absent)
        let secret = try store.commit(
            secrets, ObjectKey(namespace: "a", name: "s"), ["metadata": ["name": "s", "namespace": "a", "uid": "su"]], expecting: .absent)
        let token = try tokens.sign(
            .init(
                namespace: "a", name: "me", uid: "u", audiences: [ServiceAccountTokens.issuer], issued: 1, expires: 100,
                binding: .init(kind: "Secret", name: "s", uid: "su")))
        #expect(try authenticator.user(token: token, store: store, now: Timestamp(seconds: 50)).name == "system:serviceaccount:a:me")
        #expect(throws: APIFailure.unauthorized) { try authenticator.user(token: token, store: store, now: Timestamp(seconds: 100)) }
        _ = try store.commit(secrets, secret.key, nil, expecting: .revision(secret.resourceVersion))
        #expect(throws: APIFailure.unauthorized) { try authenticator.user(token: token, store: store, now: Timestamp(seconds: 50)) }
    }

    @Test func `certificates name their user and groups`() throws {
        let authority = try Authority.make(hosts: ["127.0.0.1", "lab"])
        let pair = try authority.issueClient(name: "ann", groups: ["g1", "g2"])
        let der = try #require(Base64.decode(pair.certificate.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()))
        let user = try #require(Authority.user(certificate: der))
        #expect(user.name == "ann")
        #expect(user.groups.sorted() == ["g1", "g2", "system:authenticated"])
    }
}
