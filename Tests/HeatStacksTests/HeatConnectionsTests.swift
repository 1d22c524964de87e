import ControllerRuntime
import HTTPTransport
import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import NIOConcurrencyHelpers
import OpenStackClient
import Testing

@testable import HeatStacks

/// Clouds that HeatStacks name: read from Secrets, read anew when they change, closed when they are not used.
@Suite(.timeLimit(.minutes(2))) struct HeatConnectionsTests {
    static func clouds(_ url: String, secret: String = "secret", extra: String = "") -> String {
        """
        clouds:
          lab:
            auth: {auth_url: "\(url)", application_credential_id: i, application_credential_secret: \(secret)}
            auth_type: v3applicationcredential
        \(extra)
        """
    }

    static func secret(_ text: String, namespace: String = "default", data: [String: String] = [:]) -> Secret {
        var values = data.mapValues { Base64Data(Array($0.utf8)) }
        values["clouds.yaml"] = Base64Data(Array(text.utf8))
        return Secret(metadata: ObjectMeta(name: "cloud", namespace: namespace), data: values)
    }

    static func object(_ reference: CloudCredentialsReference? = .init(name: "cloud"), cloud: String? = nil) -> HeatStack {
        HeatStack(
            metadata: ObjectMeta(name: "web", namespace: "default"),
            spec: HeatStackSpec(templateURL: "https://t", cloudName: cloud, cloudCredentialsRef: reference))
    }

    /// Connections over the bench's cluster and clock, closed afterwards.
    static func with(
        _ bench: Bench, admitted: Set<String> = [], _ body: @escaping @Sendable (HeatConnections) async throws -> Void
    ) async throws {
        let time = bench.time
        let clock = HeatStackClock(elapsed: { time.withLockedValue { $0 } }, timeOfDay: { Timestamp(seconds: 0) })
        let reader = CloudAccessReader(client: bench.client, admittedNamespaces: admitted) { _ in
            throw CloudConfigurationError("no clouds.yaml: looked for /nowhere")
        }
        let connections = HeatConnections(reader: reader, clock: clock, logger: Bench.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await connections.run() }
            let result: Result<Void, any Error>
            do { result = .success(try await body(connections)) } catch { result = .failure(error) }
            group.cancelAll()
            try await group.waitForAll()
            try result.get()
        }
        #expect(connections.count == 0, "everything is closed in the end")
    }

    static func url(_ bench: Bench) -> String { bench.heat.state.withLockedValue { $0.url } }

    @Test func `new credentials in the Secret count within half a minute, without a restart`() async throws {
        try await Bench.run { bench in
            let url = Self.url(bench)
            try await bench.client.create(Self.secret(Self.clouds(url)))
            try await Self.with(bench) { connections in
                let object = Self.object()
                #expect(try await connections.connection(for: object).heat.stacks(.init()) == [])
                bench.heat.state.withLockedValue {
                    $0.password = "rotated"
                    $0.validTokens = []
                }
                let rotated = Self.secret(Self.clouds(url, secret: "rotated"))
                try await bench.client.patch(
                    Secret.self, "cloud", namespace: "default", with: .merge(["data": try JSONValue(encoding: rotated.data ?? [:])]))
                let connection = try await connections.connection(for: object)
                let error = await #expect(throws: OpenStackError.self) { try await connection.heat.stacks(.init()) }
                #expect(error?.kind == .unauthorized)
                connections.refuse(connection.id)
                #expect(try await connections.connection(for: object).heat.stacks(.init()) == [])
                #expect(connections.count == 2, "the old one stays open for its last calls")
                bench.pass(.seconds(120))
                await connections.closeUnused()
                #expect(connections.count == 1)
                bench.pass(.seconds(4000))
                await connections.closeUnused()
                bench.pass(.seconds(100))
                await connections.closeUnused()
                #expect(connections.count == 0)
            }
        }
    }

    @Test func `what has not changed is one client`() async throws {
        try await Bench.run { bench in
            try await bench.client.create(Self.secret(Self.clouds(Self.url(bench))))
            try await Self.with(bench) { connections in
                for _ in 0..<5 {
                    _ = try await connections.connection(for: Self.object())
                    bench.pass(.seconds(31))
                }
                #expect(connections.count == 1)
                #expect(bench.kubernetes.requests.filter { $0.resource == "secrets" && $0.verb == "get" }.count == 5)
            }
        }
    }

    static let failures: [(CloudCredentialsReference?, String?, String)] = [
        (.init(name: "none"), nil, "there is no Secret default/none"),
        (.init(name: "cloud", key: "other.yaml"), nil, "has no text under the key other.yaml"),
        (.init(name: "cloud"), "moon", #"has no cloud "moon", only lab"#),
        (.init(name: "cloud", namespace: "kube-system"), nil, "neither this object's nor admitted"),
        (nil, nil, "no clouds.yaml"),
    ]

    @Test(arguments: failures) func `what is wrong is named`(reference: CloudCredentialsReference?, cloud: String?, text: String)
        async throws
    {
        try await Bench.run { bench in
            try await bench.client.create(Self.secret(Self.clouds("http://127.0.0.1:1")))
            try await Self.with(bench) { connections in
                let error = await #expect(throws: CloudAccessReader.Failure.self) {
                    try await connections.connection(for: Self.object(reference, cloud: cloud))
                }
                #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
            }
        }
    }

    @Test func `another namespace's Secret counts only where the controller admits it`() async throws {
        try await Bench.run { bench in
            try await bench.client.create(Self.secret(Self.clouds(Self.url(bench)), namespace: "kube-system"))
            let object = Self.object(.init(name: "cloud", namespace: "kube-system"))
            try await Self.with(bench, admitted: ["kube-system"]) { connections in
                let stacks = try await connections.connection(for: object).heat.stacks(.init())
                #expect(stacks == [])
            }
        }
    }

    @Test func `paths in a Secret's clouds.yaml never lead to the controller's files`() async throws {
        try await Bench.run { bench in
            let text = Self.clouds(Self.url(bench), extra: "    cacert: /etc/hostname")
            try await bench.client.create(Self.secret(text))
            try await Self.with(bench) { connections in
                let error = await #expect(throws: CloudAccessReader.Failure.self) { try await connections.connection(for: Self.object()) }
                #expect(error?.description.contains("needs a key hostname in the Secret") == true)
            }
        }
    }

    @Test func `an object whose cloud cannot be reached stalls with the reason, and goes if it may leave its stack`() async throws {
        try await Bench.run { bench in
            let time = bench.time
            let clock = HeatStackClock(elapsed: { time.withLockedValue { $0 } }, timeOfDay: { Timestamp(seconds: 1) })
            let connections = HeatConnections(
                reader: CloudAccessReader(client: bench.client) { _ in throw CloudConfigurationError("none") }, clock: clock,
                logger: Bench.logger)
            let reconciler = HeatStackReconciler(
                store: bench.reflector.store, client: bench.client, connections: connections,
                resolver: TemplateResolver(source: TemplateSource(transport: bench.transport)),
                poller: StackPoller(queue: bench.queue, logger: Bench.logger), recorder: bench.recorder, clock: clock, logger: Bench.logger)
            try await bench.create { $0.cloudCredentialsRef = .init(name: "none") }
            try await bench.eventually { bench.reflector.store[Bench.key] != nil }
            #expect(try await reconciler.reconcile(Bench.key) == .requeue(after: .seconds(30)))
            let stalled = try await bench.status().conditions["Stalled"]
            #expect(stalled?.reason == "CloudCredentialsInvalid" && stalled?.message.contains("there is no Secret default/none") == true)
            try await bench.patch(["deletionPolicy": "Retain"])
            try await bench.delete()
            try await bench.eventually { bench.reflector.store[Bench.key]?.metadata.isBeingDeleted == true }
            _ = try await reconciler.reconcile(Bench.key)
            #expect(try await bench.object() == nil)
        }
    }
}
