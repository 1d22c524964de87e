/// Steps that wait only for the steps they name, and otherwise run at the same time.
public struct StepGraph: Sendable {
    /// One step.
    public struct Step: Sendable {
        /// Name shown and referred to.
        public let name: String
        /// Names of the steps that must have ended before.
        public let after: [String]
        /// The work; the closure it gets shows a few words beside the step.
        public let run: @Sendable (_ note: @escaping @Sendable (String) -> Void) async throws -> Void

        /// Makes a step.
        public init(
            _ name: String, after: [String] = [],
            run: @escaping @Sendable (_ note: @escaping @Sendable (String) -> Void) async throws -> Void
        ) {
            self.name = name
            self.after = after
            self.run = run
        }
    }

    let steps: [Step]

    /// Makes a graph.
    ///
    /// - Throws: ``LabError`` when a step waits for one that stands nowhere before it (so there is no cycle either).
    public init(_ steps: [Step]) throws {
        var known: Set<String> = []
        for step in steps {
            for name in step.after where !known.contains(name) {
                throw LabError("the step \"\(step.name)\" waits for \"\(name)\", which is not a step before it")
            }
            known.insert(step.name)
        }
        self.steps = steps
    }

    /// Runs all steps; the first error cancels the rest and is thrown with the step's name.
    public func run(on display: ProgressDisplay) async throws {
        display.announce(steps.map(\.name))
        try await withThrowingTaskGroup(of: String.self) { group in
            var done: Set<String> = []
            var waiting = steps
            func startReady() {
                for step in waiting where done.isSuperset(of: step.after) {
                    group.addTask {
                        do {
                            try await display.step(step.name, step.run)
                            return step.name
                        } catch let error as CancellationError {
                            throw error
                        } catch { throw LabError("\(step.name): \(error)") }
                    }
                }
                waiting.removeAll { done.isSuperset(of: $0.after) }
            }
            startReady()
            while let name = try await group.next() {
                done.insert(name)
                startReady()
            }
        }
    }
}
