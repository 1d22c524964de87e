/// One measurement, or some that belong together.
protocol Benchmark {
    /// - Throws: ``BenchError`` when a program does not do what it should.
    func run() async throws -> [ResultLine]
}
