import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import Testing

@testable import KubernetesClient

/// Each way in which the server and the wire can fail, for reads and for writes: what the caller sees, and how often the server was asked.
@Suite(.timeLimit(.minutes(3))) struct FaultTests {
    /// What the caller sees.
    enum Outcome: Sendable, Equatable {
        case success
        case status(Int)
        case transport(TransportError.Code)
    }

    /// The outcome, and the statuses with which the server answered; 0 where it did not.
    private func outcome(
        of faults: [LabFault], on lab: Laboratory, verb: String, _ call: @Sendable (KubernetesClient) async throws -> Void
    ) async throws -> (outcome: Outcome, requests: Int) {
        for fault in faults { lab.server.inject(fault) }
        lab.server.clearRequests()
        var client = lab.client
        client.deadline = .seconds(2)
        var outcome = Outcome.success
        do {
            try await call(client)
        } catch let error as KubernetesError {
            switch error {
            case .status(let status, _): outcome = .status(status.code ?? 0)
            case .transport(let error, _): outcome = .transport(error.code)
            case .malformed, .configuration: throw error
            }
        }
        lab.server.clearFaults()
        return (outcome, lab.server.requests.filter { $0.verb == verb && $0.resource == "services" }.count)
    }

    private static let cuts: [LabFault.Action] = [.drop, .loseResponse, .cut(.inHeaders), .cut(.afterHeaders), .cut(.inObject)]

    @Test("a read survives a connection that breaks at any place", arguments: cuts)
    func brokenRead(action: LabFault.Action) async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"))
            let (outcome, requests) = try await outcome(of: [LabFault(action, count: 2, verb: "get")], on: lab, verb: "get") { client in
                let service = try await client.get(Service.self, "a", namespace: "default")
                #expect(service.metadata.name == "a")
            }
            #expect(outcome == .success && requests == 3)
        }
    }

    @Test("a read on a connection that breaks for ever is given up after its attempts", arguments: cuts)
    func alwaysBroken(action: LabFault.Action) async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"))
            let (outcome, requests) = try await outcome(of: [LabFault(action, count: 99, verb: "get")], on: lab, verb: "get") { client in
                _ = try await client.get(Service.self, "a", namespace: "default")
            }
            #expect(outcome == .transport(.connectionLost) && requests == 3)
        }
    }

    @Test("a create whose answer is lost is not sent again, whatever place it was lost at", arguments: cuts)
    func brokenCreate(action: LabFault.Action) async throws {
        try await Laboratory.with { lab in
            let (outcome, requests) = try await outcome(of: [LabFault(action, verb: "create")], on: lab, verb: "create") { client in
                try await client.create(Laboratory.service("a"))
            }
            #expect(outcome == .transport(.connectionLost) && requests == 1)
            let exists = try await lab.client.getIfPresent(Service.self, "a", namespace: "default") != nil
            #expect(exists == (action != .drop))
        }
    }

    @Test("a list is whole or an error, never a part", arguments: [LabFault.Cut.afterHeaders, .inObject, .betweenEvents(after: 2)])
    func brokenList(cut: LabFault.Cut) async throws {
        try await Laboratory.with { lab in
            for index in 0..<5 { try await lab.client.create(Laboratory.service("s\(index)")) }
            let (outcome, requests) = try await outcome(of: [LabFault(.cut(cut), verb: "list")], on: lab, verb: "list") { client in
                let names = try await client.listAll(Service.self, namespace: "default").items.map(\.metadata.name)
                #expect(names.filter { $0.hasPrefix("s") }.count == 5)
            }
            #expect(outcome == .success && requests == 2)
        }
    }

    @Test(
        "a half-open connection is given up at the deadline, and a read tried again",
        arguments: [LabFault.Cut.inHeaders, .afterHeaders, .inObject])
    func halfOpen(cut: LabFault.Cut) async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"))
            let read = try await outcome(of: [LabFault(.stall(cut), verb: "get")], on: lab, verb: "get") { client in
                _ = try await client.get(Service.self, "a", namespace: "default")
            }
            #expect(read.outcome == .success && read.requests == 2)
            let write = try await outcome(of: [LabFault(.stall(cut), verb: "create")], on: lab, verb: "create") { client in
                try await client.create(Laboratory.service("b"))
            }
            #expect(write.outcome == .transport(.deadlineExceeded) && write.requests == 1)
        }
    }

    @Test(
        "a watch ends with an error wherever its connection breaks, after the events that came whole",
        arguments: [
            (LabFault.Cut.inHeaders, 0), (.afterHeaders, 0), (.inObject, 0), (.betweenEvents(after: 0), 0), (.betweenEvents(after: 2), 2),
        ])
    func brokenWatch(cut: LabFault.Cut, whole: Int) async throws {
        try await Laboratory.with { lab in
            let start = try await lab.client.listAll(Service.self, namespace: "default")
            for index in 0..<4 { try await lab.client.create(Laboratory.service("s\(index)")) }
            lab.server.inject(LabFault(.cut(cut), verb: "watch"))
            var names: [String] = []
            var failure: KubernetesError?
            do {
                let options = ListOptions(resourceVersion: start.resourceVersion)
                for try await event in lab.client.watch(Service.self, namespace: "default", options: options, timeout: .seconds(5)) {
                    if case .added(let service) = event { names.append(service.metadata.name) }
                }
            } catch let error as KubernetesError { failure = error }
            #expect(names == (0..<whole).map { "s\($0)" })
            #expect(failure?.isTransient == true)
        }
    }

    @Test("a watch that stalls is noticed, wherever it does", arguments: [LabFault.Cut.afterHeaders, .inObject, .betweenEvents(after: 1)])
    func stalledWatch(cut: LabFault.Cut) async throws {
        try await Laboratory.with(watchSilenceLimit: .milliseconds(500)) { lab in
            let start = try await lab.client.listAll(Service.self, namespace: "default")
            for index in 0..<3 { try await lab.client.create(Laboratory.service("s\(index)")) }
            lab.server.inject(LabFault(.stall(cut), verb: "watch"))
            let error = try await #require(throws: KubernetesError.self) {
                let options = ListOptions(resourceVersion: start.resourceVersion)
                for try await _ in lab.client.watch(Service.self, namespace: "default", options: options) {}
            }
            guard case .transport(let cause, _) = error else { return #expect(Bool(false), "\(error)") }
            #expect(cause.code == .deadlineExceeded)
        }
    }

    @Test(
        "a server that fails is asked again by reads, not by creates",
        arguments: [
            (LabFault.Action.fail(code: 500), Outcome.success, 3, Outcome.status(500), 1),
            (.fail(code: 503, reason: "ServiceUnavailable"), .success, 3, .status(503), 1),
            (.answer(code: 502, body: Array("<html>bad gateway</html>".utf8)), .success, 3, .status(502), 1),
            // 429 says that nothing was done: a create may be sent again too.
            (.answer(code: 429), .success, 3, .success, 3), (.answer(code: 429, headers: ["Retry-After": "0"]), .success, 3, .success, 3),
            (.answer(code: 429, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]), .success, 3, .success, 3),
        ])
    func failing(action: LabFault.Action, read: Outcome, reads: Int, write: Outcome, writes: Int) async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"))
            let get = try await outcome(of: [LabFault(action, count: 2, verb: "get")], on: lab, verb: "get") { client in
                _ = try await client.get(Service.self, "a", namespace: "default")
            }
            #expect(get.outcome == read && get.requests == reads)
            let create = try await outcome(of: [LabFault(action, count: 2, verb: "create")], on: lab, verb: "create") { client in
                try await client.create(Laboratory.service("b"))
            }
            #expect(create.outcome == write && create.requests == writes)
        }
    }

    @Test func `a server that asks for a pause gets it`() async throws {
        try await Laboratory.with { lab in
            try await lab.client.create(Laboratory.service("a"))
            lab.server.inject(LabFault(.answer(code: 429, headers: ["Retry-After": "1"]), verb: "get"))
            let start = ContinuousClock.now
            _ = try await lab.client.get(Service.self, "a", namespace: "default")
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func `a token that has just rotated is read again, once, and without a failed call`() async throws {
        try await Laboratory.with { lab in
            let directory = try TemporaryDirectory()
            var configuration = KubernetesConfiguration(
                server: lab.server.url, tls: TLSMaterial(trustedAuthorities: Array(lab.server.caPEM.utf8)))
            configuration.credential = .file(try directory.write("token", lab.server.adminToken))
            try await lab.with(configuration) { client in
                _ = try await client.create(Laboratory.service("a"))
                try directory.write("token", lab.server.adminToken + "\n\n")
                lab.server.inject(LabFault(.answer(code: 401), verb: "create"))
                lab.server.clearRequests()
                let error = try await #require(throws: KubernetesError.self) { try await client.create(Laboratory.service("b")) }
                #expect(error.isUnauthorized)
                #expect(lab.server.requests.count == 1, "the same token is not tried twice")
                _ = try await client.get(Service.self, "a", namespace: "default")
                try directory.write("token", "not-the-token")
                lab.server.inject(LabFault(.answer(code: 401), verb: "create"))
                lab.server.clearRequests()
                let refused = try await #require(throws: KubernetesError.self) { try await client.create(Laboratory.service("b")) }
                #expect(refused.isUnauthorized)
                #expect(lab.server.requests.count == 2)
                try directory.write("token", lab.server.adminToken)
                lab.server.clearRequests()
                try await client.create(Laboratory.service("b"))
                #expect(lab.server.requests.map(\.status) == [401, 201])
                try directory.write("token", "not-the-token")
                for try await _ in client.watch(Service.self, namespace: "default") { break }
            }
        }
    }

    @Test func `the two meanings of 409 are told apart`() async throws {
        try await Laboratory.with { lab in
            let created = try await lab.client.create(Laboratory.service("a"))
            let exists = try await #require(throws: KubernetesError.self) { try await lab.client.create(Laboratory.service("a")) }
            #expect(exists.isAlreadyExists && !exists.isConflict && exists.statusReason == .alreadyExists)
            try await lab.client.patch(Service.self, "a", namespace: "default", with: .merge(["metadata": ["labels": ["x": "y"]]]))
            lab.server.clearRequests()
            let conflict = try await #require(throws: KubernetesError.self) { try await lab.client.replace(created) }
            #expect(conflict.isConflict && !conflict.isAlreadyExists && conflict.statusReason == .conflict && !conflict.isTransient)
            #expect(lab.server.requests.count == 1)
        }
    }

    @Test func `what is not valid says which fields are not`() async throws {
        try await Laboratory.with { lab in
            var service = Laboratory.service("a")
            service.metadata.name = "Not A Name"
            let error = try await #require(throws: KubernetesError.self) { try await lab.client.create(service) }
            #expect(error.isInvalid && error.statusReason == .invalid)
            #expect(error.causes.contains { $0.field == "metadata.name" })
        }
    }
}
