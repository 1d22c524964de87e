/// Resident memory of a cached object against its bytes on the wire.
struct MemoryBenchmark: Benchmark {
    let server: SampleServer
    let program: RuntimeProgram

    func run(_ tell: (ResultLine) -> Void) async throws {
        for (kind, projection) in [
            (SampleKind.ingresses, "ingresses"), (.ingresses, "lean-ingresses"), (.endpointslices, "endpointslices"),
        ] {
            let wire = try await server.bytesOnTheWire(kind) / Double(server.objects)
            var found: [Double] = []
            for _ in 0..<3 { found.append(try await program.list(projection, kubeconfig: server.kubeconfig).resident) }
            let each = Numbers.median(found) / Double(server.objects)
            tell(
                ResultLine(
                    "memory of a cached object, \(projection)", ours: "\(Numbers.whole(each)) bytes",
                    peer: "\(Numbers.whole(wire)) bytes on the wire", ratio: "\(Numbers.fixed(each / wire, 3))x", goal: "<= 0.15x",
                    isMet: each / wire <= 0.15))
        }
    }
}
