/// One measurement, or some that belong together.
protocol Benchmark {
    /// Measures, and tells each line as soon as it is known: a run takes long, and is watched.
    ///
    /// - Throws: ``BenchError`` when a program does not do what it should.
    func run(_ tell: (ResultLine) -> Void) async throws
}
