import KubernetesAPI
import KubernetesClient
import NIOConcurrencyHelpers
import Testing

@testable import ControllerRuntime

@Suite struct WriteLedgerTests {
    private final class Cache: CacheView {
        let resource: ResourceType
        let version = NIOLockedValueBox<UInt64>(0)
        let hasSynced = true
        let problem: String? = nil
        let namespace: String?

        init(_ resource: ResourceType, namespace: String? = nil) {
            self.resource = resource
            self.namespace = namespace
        }

        func covers(namespace: String?) -> Bool { self.namespace == nil || self.namespace == namespace }

        func waitUntilSynced() async throws {}
        func hasSeen(_ version: ResourceVersion) -> Bool { version.number <= self.version.withLockedValue { $0 } }
        func onSeen(_ version: ResourceVersion, _ body: @escaping @Sendable () -> Void) {}
    }

    private let key = ObjectKey(namespace: "n", name: "a")
    private let start = ContinuousClock.now

    private func write(_ version: String, _ resource: ResourceType = Secret.resource) -> ObservedWrite {
        ObservedWrite(resource: resource, key: ObjectKey(namespace: "n", name: "other"), resourceVersion: version)
    }

    private func word(_ verdict: WriteLedger.Verdict) -> String {
        switch verdict {
        case .fresh: "fresh"
        case .stale(_, let version, let isNew): "stale \(version)\(isNew ? " new" : "")"
        case .givenUp: "given up"
        }
    }

    @Test func `a key waits for the newest of its writes, and other keys do not`() {
        let (ledger, cache) = (WriteLedger(), Cache(Secret.resource))
        ledger.record(write("7"), by: key, caches: [cache])
        ledger.record(write("5"), by: key, caches: [cache])
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "stale 7 new")
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "stale 7")
        #expect(word(ledger.verdict(on: ObjectKey(name: "b"), caches: [cache], now: start)) == "fresh")
        cache.version.withLockedValue { $0 = 7 }
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "fresh")
    }

    @Test func `writes that no cache will see, or whose versions have no order, are not waited for`() {
        let (ledger, cache) = (WriteLedger(), Cache(Secret.resource))
        ledger.record(write("7", Node.resource), by: key, caches: [cache])
        ledger.record(write("abc"), by: key, caches: [cache])
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "fresh")
    }

    @Test func `a cache of one namespace is waited for only after a write to that namespace`() {
        let (ledger, here, elsewhere) = (WriteLedger(), Cache(Secret.resource, namespace: "n"), Cache(Secret.resource, namespace: "m"))
        ledger.record(write("7"), by: key, caches: [elsewhere])
        #expect(word(ledger.verdict(on: key, caches: [elsewhere], now: start)) == "fresh")
        ledger.record(write("7"), by: key, caches: [elsewhere, here])
        #expect(word(ledger.verdict(on: key, caches: [elsewhere, here], now: start)) == "stale 7 new")
        here.version.withLockedValue { $0 = 7 }
        #expect(word(ledger.verdict(on: key, caches: [elsewhere, here], now: start)) == "fresh")
    }

    @Test func `a cache that never comes is not waited for any longer after a while`() {
        let (ledger, cache) = (WriteLedger(patience: .seconds(5)), Cache(Secret.resource))
        ledger.record(write("7"), by: key, caches: [cache])
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "stale 7 new")
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start + .seconds(4))) == "stale 7")
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start + .seconds(5))) == "given up")
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start + .seconds(5))) == "fresh")
    }

    @Test func `versions that went back settle a wait`() {
        let (ledger, cache) = (WriteLedger(), Cache(Secret.resource))
        ledger.record(write("7"), by: key, caches: [cache])
        ledger.settle(key, Secret.resource, ResourceVersion("6")!)
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "stale 7 new")
        ledger.settle(key, Secret.resource, ResourceVersion("7")!)
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "fresh")
    }

    @Test func `its memory is bounded by what is still awaited`() {
        let (ledger, cache) = (WriteLedger(), Cache(Secret.resource))
        cache.version.withLockedValue { $0 = 10_000 }
        for index in 1...5000 { ledger.record(write("\(index)"), by: ObjectKey(name: "k\(index)"), caches: [cache]) }
        ledger.record(write("20000"), by: key, caches: [cache])
        #expect(word(ledger.verdict(on: key, caches: [cache], now: start)) == "stale 20000 new")
    }
}
