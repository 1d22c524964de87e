import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@Suite(.timeLimit(.minutes(1))) struct WriteTests {
    @Test func `a dry run changes nothing and tells no cache`() async throws {
        try await Laboratory.with { lab in
            let seen = NIOLockedValueBox<[ObservedWrite]>([])
            try await KubernetesClient.$onWrite.withValue(WriteObserver { write in seen.withLockedValue { $0.append(write) } }) {
                let planned = try await lab.client.create(Laboratory.service("a"), options: .dryRun)
                #expect(planned.metadata.name == "a")
                #expect(try await lab.client.getIfPresent(Service.self, "a", namespace: "default") == nil)
                let created = try await lab.client.create(Laboratory.service("a"))
                try await lab.client.delete(Service.self, "a", namespace: "default", options: DeleteOptions(dryRun: true))
                let version = try #require(created.metadata.resourceVersion)
                #expect(
                    seen.withLockedValue { $0 } == [ObservedWrite(resource: Service.resource, key: created.key, resourceVersion: version)])
            }
            #expect(try await lab.client.getIfPresent(Service.self, "a", namespace: "default") != nil)
        }
    }

    @Test func `who writes is remembered by the server`() async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"), options: WriteOptions(fieldManager: "my-tool"))
            let stored = try #require(lab.server.object("services", namespace: "default", name: "a"))
            let managers = stored["metadata"]?["managedFields"]?.arrayValue?.compactMap { $0["manager"]?.stringValue }
            #expect(managers == ["my-tool"])
        }
    }

    @Test func `an apply that would take another's field says whose and which, and changes nothing`() async throws {
        try await Laboratory.with { lab in
            try await lab.client.apply(Laboratory.service("a", labels: ["one": "1"]), fieldManager: "first")
            let outcome = try await lab.client.applyUnlessConflicting(
                Laboratory.service("a", labels: ["one": "2"]), fieldManager: "second")
            #expect(outcome.conflicts == [FieldConflict(manager: "first", field: ".metadata.labels.one")])
            #expect(outcome.object == nil)
            let agreed = try await lab.client.applyUnlessConflicting(
                Laboratory.service("a", labels: ["one": "1", "two": "2"]), fieldManager: "second")
            #expect(agreed.object?.metadata.labels == ["one": "1", "two": "2"] && agreed.conflicts.isEmpty)
        }
    }

    @Test func `what is refused for something else than a conflict is an error still`() async throws {
        try await Laboratory.with { lab in
            lab.server.inject(LabFault(.fail(code: 403, reason: "Forbidden"), verb: "patch"))
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.client.applyUnlessConflicting(Laboratory.service("a"), fieldManager: "m")
            }
            #expect(error.isForbidden && !error.isTransient)
        }
    }

    @Test func `a deletion is answered with the object that waits for its finalizers, or with a status`() async throws {
        try await Laboratory.with { lab in
            var service = Laboratory.service("a")
            service.metadata.finalizers = ["example.com/wait"]
            let created = try await lab.client.create(service)
            let answer = try await lab.client.delete(Service.self, "a", namespace: "default")
            guard case .object(let waiting) = answer else { return #expect(Bool(false), "\(answer)") }
            #expect(waiting.metadata.isBeingDeleted && answer.uid == created.metadata.uid)
            let other = try await lab.client.create(Laboratory.service("b"))
            #expect(try await lab.client.delete(Service.self, "b", namespace: "default").uid == other.metadata.uid)
        }
    }

    @Test func `a collection is deleted as far as it is selected`() async throws {
        try await Laboratory.with { lab in
            for index in 0..<4 { try await lab.client.create(Laboratory.service("s\(index)", labels: ["odd": "\(index % 2)"])) }
            try await lab.client.deleteCollection(
                Service.self, namespace: "default", selecting: ListOptions().selecting(labels: .label("odd", equals: "1")),
                options: DeleteOptions(propagationPolicy: .background))
            let left = try await lab.client.listAll(Service.self, namespace: "default").items.map(\.metadata.name)
            #expect(left.filter { $0.hasPrefix("s") }.sorted() == ["s0", "s2"])
        }
    }

    private func spec(_ name: String) -> Ingress.Spec {
        Ingress.Spec(ingressClassName: name, defaultBackend: .init(service: .init(name: "s", port: .init(number: 80))))
    }

    @Test func `the status is written apart from the spec`() async throws {
        try await Laboratory.with { lab in
            let ingress = Ingress(metadata: ObjectMeta(name: "i", namespace: "default"), spec: spec("c"))
            let created = try await lab.client.create(ingress)
            let patch = Patch.merge(["status": ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]], "spec": ["ingressClassName": "other"]])
            let patched = try await lab.client.patchStatus(Ingress.self, "i", namespace: "default", with: patch)
            #expect(patched.status?.loadBalancer?.ingress?.first?.ip == "192.0.2.1" && patched.spec?.ingressClassName == "c")
            var mine = created
            mine.status = .init(loadBalancer: .init(ingress: [.init(ip: "192.0.2.2")]))
            mine.spec = spec("other")
            let applied = try await lab.client.applyStatus(mine, fieldManager: "m")
            #expect(applied.status?.loadBalancer?.ingress?.contains { $0.ip == "192.0.2.2" } == true)
            #expect(applied.spec?.ingressClassName == "c")
            mine.metadata.resourceVersion = applied.metadata.resourceVersion
            mine.status = .init(loadBalancer: .init(ingress: []))
            #expect(try await lab.client.replaceStatus(mine).status?.loadBalancer?.ingress?.isEmpty != false)
            let error = try await #require(throws: KubernetesError.self) { try await lab.client.replaceStatus(created) }
            #expect(error.isConflict)
        }
    }

    @Test func `rights are asked for, not guessed`() async throws {
        try await Laboratory.with { lab in
            #expect(try await lab.client.review(.init(.init("delete", Secret.resource, namespace: "default"))).allowed)
            var configuration = lab.configuration
            configuration.impersonation = Impersonation(user: "nobody")
            try await lab.with(configuration) { client in
                let answer = try await client.review(.init(.init("list", Secret.resource)))
                #expect(!answer.allowed)
            }
        }
    }
}
