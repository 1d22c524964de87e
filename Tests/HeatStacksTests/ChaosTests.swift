import JSON
import KubernetesAPI
import LabHeat
import LabKubernetes
import OpenStackClient
import Testing

@testable import HeatStacks

/// A small generator, so that a failing run can be had again by its seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Anything that may go wrong, in any order: whatever happens on the way there is never a second stack nor an overlapping update, and in the end
/// the stack is as the spec says; after a deletion nothing is left.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ChaosTests {
    enum Step: CaseIterable {
        case reconcile, reconcileAgain, settle, fail, changeSpec, restart, loseAnswer, loseCall, refuse, dropWrite, loseWriteAnswer,
            deleteByHand, wait
    }

    static func take(_ step: Step, _ bench: Bench, _ generator: inout SeededGenerator) async throws {
        let verb = ["POST", "PUT", "DELETE", "GET"].randomElement(using: &generator) ?? "GET"
        switch step {
        case .reconcile, .reconcileAgain: _ = try? await bench.reconcile()
        case .settle: bench.heat.state.withLockedValue { $0.settle() }
        case .fail: bench.heat.state.withLockedValue { $0.settle("FAILED", reason: "chaos") }
        // A fault that is on its way may meet this call instead.
        case .changeSpec: _ = try? await bench.patch(["params": ["replicas": .string("\(Int.random(in: 1...9, using: &generator))")]])
        case .restart: bench.restart()
        case .loseAnswer: bench.heat.state.withLockedValue { $0.faults.append(.init(verb, "", .loseAnswer)) }
        case .loseCall: bench.heat.state.withLockedValue { $0.faults.append(.init(verb, "", .loseCall)) }
        case .refuse:
            bench.heat.state.withLockedValue {
                $0.faults.append(.init(verb, "", .refuse(503, retryAfter: nil, type: "x", message: "chaos")))
            }
        case .dropWrite: bench.kubernetes.inject(LabFault(.drop, count: 4, verb: "patch"))
        case .loseWriteAnswer: bench.kubernetes.inject(LabFault(.loseResponse, count: 4, verb: "patch"))
        case .deleteByHand: bench.heat.state.withLockedValue { $0.stacks = [] }
        case .wait: bench.pass(.seconds(Int.random(in: 1...60, using: &generator)))
        }
        let stacks = bench.stacks
        #expect(stacks.count <= 1, "\(step)")
        #expect(bench.heat.state.withLockedValue { $0.overlappingUpdates } == 0, "\(step)")
    }

    /// The faults are over: time passes, Heat does its work.
    static func calm(_ bench: Bench, until isDone: () async throws -> Bool) async throws -> Bool {
        bench.heat.state.withLockedValue { $0.faults = [] }
        bench.kubernetes.clearFaults()
        for _ in 0..<60 {
            _ = try? await bench.reconcile()
            bench.heat.state.withLockedValue { $0.settle() }
            if try await isDone() { return true }
            bench.pass(.seconds(120))
        }
        return false
    }

    @Test(arguments: 1...4) func `whatever goes wrong, in the end it is right`(seed: Int) async throws {
        try await Bench.run { bench in
            var generator = SeededGenerator(seed: UInt64(seed))
            try await bench.create()
            for _ in 0..<40 {
                try await Self.take(Step.allCases.randomElement(using: &generator) ?? .reconcile, bench, &generator)
            }
            // A creation that failed is tried again for a new spec only.
            bench.kubernetes.clearFaults()
            try await bench.patch(["params": ["replicas": "7"]])
            let converged = try await Self.calm(bench) {
                let status = try await bench.status()
                return status.conditions["Ready"]?.status == "True" && bench.stacks.first?.parameters == ["replicas": "7"]
                    && status.stackID == bench.stacks.first?.id && status.lastParams == ["replicas": "7"]
            }
            let status = try await bench.status()
            #expect(converged, "seed \(seed): \(status)")
            #expect(bench.stacks.count == 1)

            try await bench.delete()
            for _ in 0..<15 {
                var step = Step.allCases.randomElement(using: &generator) ?? .reconcile
                if step == .changeSpec { step = .reconcile }
                try await Self.take(step, bench, &generator)
            }
            let isGone = try await Self.calm(bench) { try await bench.object() == nil }
            #expect(isGone)
            #expect(bench.stacks.isEmpty)
        }
    }
}
