import NIOConcurrencyHelpers
import Testing

@testable import Lab

@Suite struct StepGraphTests {
    private let order = NIOLockedValueBox<[String]>([])
    private let printed = NIOLockedValueBox("")

    private func step(_ name: String, after: [String] = []) -> StepGraph.Step {
        StepGraph.Step(name, after: after) { [order] _ in order.withLockedValue { $0.append(name) } }
    }

    private var display: ProgressDisplay { ProgressDisplay(terminal: false) { [printed] text in printed.withLockedValue { $0 += text } } }

    @Test func `a step begins only after those it waits for`() async throws {
        let graph = try StepGraph([
            step("network"), step("api", after: ["network"]), step("cloud", after: ["network"]),
            step("controllers", after: ["api", "cloud"]),
        ])
        try await graph.run(on: display)
        let seen = order.withLockedValue { $0 }
        #expect(seen.first == "network" && seen.last == "controllers" && seen.count == 4)
        #expect(printed.withLockedValue { $0 }.split(separator: "\n").count == 4)
    }

    @Test func `steps that do not wait for each other run at the same time`() async throws {
        let meet = AsyncStream<Void>.makeStream()
        let graph = try StepGraph([
            StepGraph.Step("waits") { _ in for await _ in meet.stream { return } },
            StepGraph.Step("frees") { _ in meet.continuation.yield() },
        ])
        try await graph.run(on: display)
    }

    @Test func `a failure names its step and stops what waits`() async throws {
        let graph = try StepGraph([
            StepGraph.Step("bad") { _ in throw LabError("no disk", remedy: "free some") }, step("later", after: ["bad"]),
        ])
        let error = await #expect(throws: LabError.self) { try await graph.run(on: display) }
        #expect(error?.description.contains("bad: no disk") == true)
        #expect(order.withLockedValue { $0 }.isEmpty)
    }

    @Test func `a step that waits for an unknown one is refused`() {
        #expect(throws: LabError.self) { try StepGraph([step("a", after: ["b"]), step("b")]) }
    }
}
