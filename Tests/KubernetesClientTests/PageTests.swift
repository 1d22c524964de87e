import HTTPTransport
import JSON
import KubernetesAPI
import LabKubernetes
import NIOConcurrencyHelpers
import Testing

@testable import KubernetesClient

@Suite(.timeLimit(.minutes(1))) struct PageTests {
    /// A collection of three pages; the answers to requests with a continue token may be expired.
    private func client(expired: Int, token: String?) throws -> (KubernetesClient, Recorder) {
        let left = NIOLockedValueBox(expired)
        let transport = Recorder { request, _ in
            let isContinued = request.url.contains("continue=")
            let mustExpire =
                isContinued
                && left.withLockedValue { left in
                    left -= 1
                    return left >= 0
                }
            if mustExpire {
                let metadata: JSONValue = token.map { ["continue": .string($0)] } ?? [:]
                let status: JSONValue = ["kind": "Status", "code": 410, "reason": "Expired", "message": "too old", "metadata": metadata]
                return HTTPResponse(status: 410, body: status.serialized())
            }
            let page = request.url.contains("continue=2") ? 2 : request.url.contains("continue=1") ? 1 : 0
            let next: JSONValue = page < 2 ? .string(String(page + 1)) : ""
            let list: JSONValue = [
                "metadata": ["resourceVersion": "9", "continue": next],
                "items": [["metadata": ["name": .string("s\(2 * page)")]], ["metadata": ["name": .string("s\(2 * page + 1)")]]],
            ]
            return HTTPResponse(status: 200, body: list.serialized())
        }
        return (try KubernetesClient(configuration: KubernetesConfiguration(server: "https://x"), transport: transport), transport)
    }

    private let all = (0..<6).map { "s\($0)" }

    @Test func `a list that expires in its middle is an error, unless it is to go on`() async throws {
        let (client, transport) = try client(expired: 1, token: "2")
        let error = try await #require(throws: KubernetesError.self) { try await client.listAll(Service.self) }
        #expect(error.isExpired && error.statusReason == .expired)
        #expect(transport.requests.count == 2)
    }

    @Test(
        "a list that begins anew or goes on holds nothing twice",
        arguments: [(ListExpiry.restart, nil), (.continueInconsistently, "1"), (.continueInconsistently, nil)])
    func goesOn(expiry: ListExpiry, token: String?) async throws {
        let (client, _) = try client(expired: 2, token: token)
        let list = try await client.listAll(Service.self, expiry: expiry)
        #expect(list.items.map(\.metadata.name) == all)
        #expect(list.resourceVersion == "9")
    }

    @Test func `a list that expires for ever is given up`() async throws {
        let (client, transport) = try client(expired: .max, token: "1")
        await #expect(throws: KubernetesError.self) { try await client.listAll(Service.self, expiry: .restart) }
        #expect(transport.requests.count == 8)
    }

    @Test func `the next page is requested while one is worked on, and no other`() async throws {
        let (client, transport) = try client(expired: 0, token: nil)
        let names = try await client.withPages(Service.self, pageSize: 2) { pages in
            var names: [String] = []
            for try await page in pages {
                names += page.list.items.map(\.metadata.name)
                let wanted = min(3, names.count / 2 + 1)
                #expect(try await eventually { transport.requests.count == wanted })
            }
            return names
        }
        #expect(names == all)
        #expect(transport.requests.count == 3)
    }

    @Test func `who stops early, fails or is cancelled ends the prefetching`() async throws {
        let (client, transport) = try client(expired: 0, token: nil)
        let first = try await client.withPages(Service.self) { pages in
            for try await page in pages { return page.list.items.count }
            return 0
        }
        #expect(first == 2 && transport.requests.count <= 2)
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await client.withPages(Service.self) { (_: PrefetchedPages<Service>) -> Int in throw Failure() }
        }
        let task = Task {
            try await client.withPages(Service.self) { pages in
                for try await _ in pages { try await Task.sleep(for: .seconds(60)) }
                return 0
            }
        }
        _ = try await eventually { transport.requests.count >= 4 }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
    }

    @Test func `a failure of a page reaches whoever takes it`() async throws {
        let (client, _) = try client(expired: 1, token: nil)
        let error = try await #require(throws: KubernetesError.self) {
            try await client.withPages(Service.self) { pages in
                for try await _ in pages {}
                return 0
            }
        }
        #expect(error.isExpired)
    }

    @Test func `a real server's list that expires is read whole, each object once`() async throws {
        for expiry in [ListExpiry.restart, .continueInconsistently] {
            try await Laboratory.with { lab in
                for index in 0..<12 { try await lab.client.create(Laboratory.service("s\(index)")) }
                var names: [String] = []
                for try await page in lab.client.pages(Service.self, namespace: "default", pageSize: 5, expiry: expiry) {
                    if page.beginsAnew { names.removeAll() }
                    names += page.list.items.map(\.metadata.name)
                    if names.count == 5, !page.beginsAnew {
                        try await lab.client.create(Laboratory.service("later"))
                        lab.server.compactHistory()
                        try await lab.client.create(Laboratory.service("latest"))
                    }
                }
                #expect(Set(names).count == names.count)
                #expect(Set(names).isSuperset(of: (0..<12).map { "s\($0)" }))
            }
        }
    }
}
