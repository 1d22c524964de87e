import Testing

@testable import HTTPTransport

@Suite struct PoolGenerationsTests {
    private final class Pools: Sendable {}

    private func material(_ text: String) -> TLSMaterial { TLSMaterial(certificateChain: Array(text.utf8)) }

    @Test func `the same material keeps the pools, other material renews them`() {
        var generations = PoolGenerations(Pools(), material: material("a"))
        #expect(generations.step(for: material("a")) == .keep)
        #expect(generations.step(for: material("b")) == .renew)
        let next = Pools()
        generations.replace(by: next, material: material("b"))
        #expect(generations.current === next)
        #expect(generations.step(for: material("b")) == .keep)
        #expect(generations.step(for: material("a")) == .renew)
    }

    @Test func `material that was refused is not tried again until it changes`() {
        var generations = PoolGenerations(Pools(), material: material("a"))
        generations.reject(material("half"))
        #expect(generations.step(for: material("half")) == .keep)
        #expect(generations.step(for: material("a")) == .keep)
        #expect(generations.step(for: material("b")) == .renew)
        generations.replace(by: Pools(), material: material("b"))
        #expect(generations.step(for: material("half")) == .renew)
    }

    @Test func `old pools live as long as somebody uses them`() {
        var streamed: Pools? = Pools()
        var generations = PoolGenerations(Pools(), material: material("a"))
        if let streamed { generations.replace(by: streamed, material: material("b")) }
        generations.replace(by: Pools(), material: material("c"))
        #expect(generations.alive.count == 2)
        streamed = nil
        #expect(generations.alive.count == 1)
    }
}
