import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import Testing

/// The client against a server of its own, over TLS.
@Suite(.timeLimit(.minutes(1))) struct VerbTests {
    private func withClient(_ body: (KubernetesClient, LabKubernetes) async throws -> Void) async throws {
        let server = try await LabKubernetes.start()
        let client = try KubernetesClient(
            configuration: KubernetesConfiguration(kubeconfig: JSONReader.decode(Kubeconfig.self, from: server.kubeconfig)),
            retryPolicy: RetryPolicy(attempts: 3, firstPause: .milliseconds(5)), deadline: .seconds(5))
        do {
            try await body(client, server)
        } catch {
            await client.shutdown()
            try await server.stop()
            throw error
        }
        await client.shutdown()
        try await server.stop()
    }

    private func service(_ name: String, port: Int = 80, labels: [String: String] = [:]) -> Service {
        Service(metadata: ObjectMeta(name: name, namespace: "default", labels: labels), spec: .init(ports: [.init(port: port)]))
    }

    @Test func `an object is created, read, changed and deleted`() async throws {
        try await withClient { client, _ in
            let created = try await client.create(service("a"))
            #expect(created.metadata.uid != nil)
            let error = try await #require(throws: KubernetesError.self) { try await client.create(service("a")) }
            #expect(error.isAlreadyExists)
            #expect(try await client.get(Service.self, "a", namespace: "default").spec?.ports?.first?.port == 80)

            let merged = try await client.patch(
                Service.self, "a", namespace: "default", with: .merge(["metadata": ["labels": ["x": "y"]]]))
            #expect(merged.metadata.labels == ["x": "y"])
            let operations: JSONValue = [
                ["op": "test", "path": "/metadata/labels/x", "value": "y"], ["op": "remove", "path": "/metadata/labels/x"],
            ]
            #expect(try await client.patch(Service.self, "a", namespace: "default", with: .json(operations)).metadata.labels.isEmpty)

            try await client.delete(
                Service.self, "a", namespace: "default", options: DeleteOptions(preconditions: .init(uid: created.metadata.uid)))
            #expect(try await client.getIfPresent(Service.self, "a", namespace: "default") == nil)
        }
    }

    @Test func `a wrong precondition keeps the object`() async throws {
        try await withClient { client, _ in
            try await client.create(service("a"))
            let error = try await #require(throws: KubernetesError.self) {
                try await client.delete(Service.self, "a", namespace: "default", options: DeleteOptions(preconditions: .init(uid: "other")))
            }
            #expect(error.isConflict)
            #expect(try await client.getIfPresent(Service.self, "a", namespace: "default") != nil)
        }
    }

    @Test func `applying takes over what is given and drops what is no longer named`() async throws {
        try await withClient { client, _ in
            try await client.apply(service("a", labels: ["one": "1", "two": "2"]), fieldManager: "m")
            let second = try await client.apply(service("a", port: 81, labels: ["two": "2"]), fieldManager: "m")
            #expect(second.metadata.labels == ["two": "2"])
            let error = try await #require(throws: KubernetesError.self) {
                try await client.apply(service("a", labels: ["two": "3"]), fieldManager: "other", force: false)
            }
            #expect(error.isConflict)
            guard case .status(let status, _) = error else { return }
            #expect(status.details?.causes?.contains { $0.field?.contains("two") == true } == true)
        }
    }

    @Test func `an old version cannot overwrite a newer one`() async throws {
        try await withClient { client, _ in
            let spec = Lease.Spec(holderIdentity: "a", leaseDurationSeconds: 15)
            var lease = try await client.create(Lease(metadata: ObjectMeta(name: "l", namespace: "default"), spec: spec))
            let stale = lease
            lease.spec?.holderIdentity = "b"
            try await client.replace(lease)
            let error = try await #require(throws: KubernetesError.self) { try await client.replace(stale) }
            #expect(error.isConflict)
        }
    }

    @Test func `a collection is listed page by page, whole, and selected by label and field`() async throws {
        try await withClient { client, _ in
            for index in 0..<25 { try await client.create(service("s\(index)", labels: ["odd": "\(index % 2)"])) }
            let all = try await client.listAll(Service.self, namespace: "default", pageSize: 10)
            #expect(all.items.filter { $0.metadata.name.hasPrefix("s") }.count == 25)
            #expect(try await client.listAll(Service.self, options: ListOptions(labelSelector: "odd=1")).items.count == 12)
            let one = ListOptions(fieldSelector: "metadata.name=s7")
            #expect(try await client.listAll(Service.self, namespace: "default", options: one).items.map(\.metadata.name) == ["s7"])
        }
    }

    @Test func `a watch tells of each change in order, from where it is asked`() async throws {
        try await withClient { client, _ in
            let start = try await client.listAll(Service.self, namespace: "default")
            try await client.create(service("a"))
            try await client.patch(Service.self, "a", namespace: "default", with: .merge(["metadata": ["labels": ["x": "y"]]]))
            try await client.delete(Service.self, "a", namespace: "default")
            var seen: [String] = []
            let watch = client.watch(
                Service.self, namespace: "default", options: ListOptions(resourceVersion: start.resourceVersion), timeout: .seconds(5))
            for try await event in watch {
                switch event {
                case .added(let object): seen.append("added \(object.metadata.name)")
                case .modified(let object): seen.append("modified \(object.metadata.name)")
                case .deleted(let object): seen.append("deleted \(object.metadata.name)")
                default: continue
                }
                if seen.count == 3 { break }
            }
            #expect(seen == ["added a", "modified a", "deleted a"])
        }
    }

    @Test func `a watch from a version that is forgotten is expired`() async throws {
        try await withClient { client, server in
            let start = try await client.listAll(Service.self, namespace: "default")
            try await client.create(service("a"))
            try await client.create(service("b"))
            server.compactHistory()
            try await client.create(service("c"))
            let error = try await #require(throws: KubernetesError.self) {
                for try await _ in client.watch(
                    Service.self, namespace: "default", options: ListOptions(resourceVersion: start.resourceVersion))
                {}
            }
            #expect(error.isExpired)
        }
    }

    @Test func `a token of a ServiceAccount works, and only as far as its role goes`() async throws {
        try await withClient { client, server in
            try await client.create(ServiceAccount(metadata: ObjectMeta(name: "sa", namespace: "default")))
            let rule = PolicyRule(apiGroups: [""], resources: ["services"], verbs: ["list"])
            try await client.create(Role(metadata: ObjectMeta(name: "r", namespace: "default"), rules: [rule]))
            try await client.create(
                RoleBinding(
                    metadata: ObjectMeta(name: "r", namespace: "default"), roleRef: RoleReference(kind: "Role", name: "r"),
                    subjects: [RoleSubject(kind: "ServiceAccount", name: "sa", namespace: "default")]))
            let token = try await client.createToken(serviceAccount: "sa", namespace: "default", request: .init(expirationSeconds: 3600))
            let theirs = try KubernetesClient(
                configuration: KubernetesConfiguration(
                    server: client.configuration.server, tls: TLSMaterial(trustedAuthorities: Array(server.caPEM.utf8)),
                    credential: .token(token.token)))
            _ = try await theirs.listAll(Service.self, namespace: "default")
            let forbidden = try await #require(throws: KubernetesError.self) { try await theirs.listAll(Secret.self, namespace: "default") }
            #expect(forbidden.isForbidden)
            try await client.delete(ServiceAccount.self, "sa", namespace: "default")
            let revoked = try await #require(throws: KubernetesError.self) { try await theirs.listAll(Service.self, namespace: "default") }
            #expect(revoked.isUnauthorized)
            await theirs.shutdown()
        }
    }

    @Test func `a server that is not who it says is not spoken to`() async throws {
        try await withClient { client, _ in
            let trusting = try KubernetesClient(
                configuration: KubernetesConfiguration(server: client.configuration.server, credential: .token("t")),
                retryPolicy: RetryPolicy(attempts: 1))
            let error = try await #require(throws: KubernetesError.self) { try await trusting.listAll(Service.self) }
            guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
            #expect(cause.requestWasNotSent)
            await trusting.shutdown()
        }
    }

    @Test func `a read survives a lost answer, a create reports it`() async throws {
        try await withClient { client, server in
            try await client.create(service("a"))
            server.inject(LabFault(.drop, count: 2, verb: "get", resource: "services"))
            _ = try await client.get(Service.self, "a", namespace: "default")
            server.inject(LabFault(.loseResponse, verb: "create", resource: "services"))
            let error = try await #require(throws: KubernetesError.self) { try await client.create(service("b")) }
            guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
            #expect(!cause.requestWasNotSent)
            #expect(try await client.getIfPresent(Service.self, "b", namespace: "default") != nil)
        }
    }

    @Test func `a server that does not answer is given up at the deadline`() async throws {
        try await withClient { client, server in
            server.inject(LabFault(.delay(.seconds(20)), count: 9, verb: "get", resource: "services"))
            var hurried = client
            hurried.deadline = .milliseconds(200)
            hurried.retryPolicy = RetryPolicy(attempts: 1)
            let started = ContinuousClock.now
            let error = try await #require(throws: KubernetesError.self) { try await hurried.get(Service.self, "a", namespace: "default") }
            #expect(ContinuousClock.now - started < .seconds(5))
            guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
            #expect(cause.code == .deadlineExceeded)
        }
    }
}
