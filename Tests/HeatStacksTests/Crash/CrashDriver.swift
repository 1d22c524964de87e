import HTTPTransport
import JSON
import KubernetesAPI
import KubernetesClient
import LabHeat
import LabKubernetes
import NIOConcurrencyHelpers
import OpenStackClient
import Testing

@testable import HeatStacks

/// Walks a bench through a flow, ends the controller at one of its writes, and tells what came of it.
final class CrashDriver: Sendable {
    /// How the controller fares at a write. What it wrote has been taken in each time.
    enum Ending: String, Sendable, CaseIterable {
        /// It ends. Whether it got the answer makes no difference to anybody who comes after it.
        case ends
        /// It never got the answer, and goes on.
        case goesOnUnanswered
    }

    /// What Heat does with its work in the meantime.
    enum Heat: Sendable {
        case completes, waits
        case fails(String)
    }

    struct Ended: Error {}
    struct Stuck: Error, CustomStringConvertible {
        var description: String
    }

    private struct State {
        var writes: [WriteSite] = []
        var heatCalls = 0
        var observedWrites = 0
        var cut: (index: Int, ending: Ending)?
        var mustRestart = false
        var checkpoints: [JSONValue] = []
    }

    let bench: Bench
    private let state = NIOLockedValueBox(State())

    init(_ bench: Bench, cut: (index: Int, ending: Ending)? = nil) {
        self.bench = bench
        state.withLockedValue { $0.cut = cut }
        let state = state
        bench.witness.withLockedValue {
            $0 = WriteWitness { site, moment in try Self.witness(site, moment, state) }
        }
        bench.restart()
    }

    private static func witness(_ site: WriteSite, _ moment: WriteWitness.Moment, _ state: NIOLockedValueBox<State>) throws {
        let ending = state.withLockedValue { state -> Ending? in
            guard moment == .after else {
                if site.isHeats { state.heatCalls += 1 }
                return nil
            }
            defer { state.writes.append(site) }
            guard let cut = state.cut, cut.index == state.writes.count else { return nil }
            state.mustRestart = cut.ending == .ends
            return cut.ending
        }
        switch ending {
        case nil: return
        case .ends: throw Ended()
        case .goesOnUnanswered:
            // What the clients throw when an answer is lost.
            if site.isHeats { throw OpenStackError(.unavailable, "cut off", service: .orchestration, mayHaveHappened: true) }
            throw KubernetesError.transport(TransportError(.connectionLost, "cut off"), call: "PATCH heatstacks")
        }
    }

    /// The writes that were taken in, oldest first.
    var writes: [WriteSite] { state.withLockedValue { $0.writes } }
    /// What was noted at each checkpoint.
    var checkpoints: [JSONValue] { state.withLockedValue { $0.checkpoints } }
    /// How many calls to Heat the sites announced, and how many writes to Kubernetes the client itself has seen.
    var counts: (heat: Int, kubernetes: Int) { state.withLockedValue { ($0.heatCalls, $0.observedWrites) } }

    /// Creates the object. It is looked at behind Heat's back only where the flow is about that: when it is due is drawn by lot.
    func create(_ change: (inout HeatStackSpec) -> Void = { _ in }) async throws {
        try await bench.create {
            $0.resyncInterval = "100h"
            change(&$0)
        }
    }

    /// Reconciles once, as the queue would: an error is only a reason to come again.
    func reconcile() async {
        let state = state
        let observer = WriteObserver { _ in state.withLockedValue { $0.observedWrites += 1 } }
        _ = try? await KubernetesClient.$onWrite.withValue(observer) { try await bench.reconcile() }
        let mustRestart = state.withLockedValue { state in
            defer { state.mustRestart = false }
            return state.mustRestart
        }
        if mustRestart { bench.restart() }
    }

    /// Reconciles until something is so; Heat works and time passes in between.
    func drive(_ heat: Heat = .completes, skipping pause: Duration = .seconds(31), until isDone: () async throws -> Bool) async throws {
        for _ in 0..<40 {
            await reconcile()
            if try await isDone() { return }
            bench.heat.state.withLockedValue { state in
                switch heat {
                case .completes: state.settle()
                case .waits: break
                case .fails(let reason): state.settle("FAILED", reason: reason)
                }
            }
            bench.pass(pause)
        }
        let object = try await bench.object()
        let status = try JSONValue(encoding: object?.status ?? HeatStackStatus()).serializedString
        throw Stuck(description: "it does not go on: \(status); stacks \(bench.stacks.map { "\($0.name) \($0.status)" }); wrote \(writes)")
    }

    func driveReady(skipping pause: Duration = .seconds(31)) async throws {
        try await drive(skipping: pause) { try await isReady() }
    }

    func driveStalled(_ reason: String, _ heat: Heat = .completes) async throws {
        try await drive(heat) {
            let stalled = try await bench.status().conditions["Stalled"]
            return stalled?.status == "True" && stalled?.reason == reason
        }
    }

    func driveGone() async throws {
        try await drive { try await bench.object() == nil }
        await reconcile()
    }

    private func isReady() async throws -> Bool {
        guard let object = try await bench.object(), let status = object.status else { return false }
        return status.conditions["Ready"]?.status == "True" && status.observedGeneration == object.metadata.generation
    }

    /// Notes what is: the object, the stacks, and what Heat was asked for. What is ready or gone must stay so without a further write.
    ///
    /// - Parameter ignoring: keys of the note that may differ.
    func checkpoint(ignoring: [String] = []) async throws {
        let isGone = try await bench.object() == nil
        let isSettled = try await isReady()
        if isGone || isSettled {
            let before = writes
            for _ in 0..<2 { await reconcile() }
            let after = writes
            // A cut-off report may be made up for once.
            #expect(after.count - before.count <= (state.withLockedValue { $0.cut == nil } ? 0 : 1), "wrote on: \(after)")
        }
        let object = try await bench.object()
        var note: JSONValue = .null
        if let object {
            note = [
                "spec": try JSONValue(encoding: object.spec), "finalizers": .array(object.metadata.finalizers.map { .string($0) }),
                "status": try JSONValue(encoding: Self.timeless(object.status ?? HeatStackStatus())),
            ]
        }
        let calls = bench.heat.state.withLockedValue { $0.calls }
        var checkpoint: JSONValue = [
            "object": note, "stacks": .array(bench.stacks.map(Self.shown)),
            "creates": .integer(Int64(calls.count { $0.method == "POST" && $0.path.hasSuffix("/stacks") })),
            "marks": .integer(Int64(calls.count { $0.method == "PATCH" && $0.isWrite })),
            "overlaps": .integer(Int64(bench.heat.state.withLockedValue { $0.overlappingUpdates })),
        ]
        for key in ignoring { checkpoint[key] = .null }
        let text = checkpoint.serializedString.replacing(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/, with: "UID")
            .replacing(/\b(id|made)-[0-9]+/, with: "ID")
        let value = try JSONValue(parsing: Array(text.utf8))
        state.withLockedValue { $0.checkpoints.append(value) }
    }

    private static func timeless(_ status: HeatStackStatus) -> HeatStackStatus {
        var status = status
        let zero = Timestamp(seconds: 0)
        status.lastAction = status.lastAction.map { HeatStackLastAction(action: $0.action, startedAt: zero) }
        for index in status.conditions.indices { status.conditions[index].lastTransitionTime = zero }
        status.conditions.removeAll { $0.type == "Drifted" && $0.status == "False" }
        status.conditions.sort { $0.type < $1.type }
        return status
    }

    private static func shown(_ stack: LabHeatStack) -> JSONValue {
        [
            "name": .string(stack.name), "status": .string(stack.status), "tags": .array(stack.tags.sorted().map { .string($0) }),
            "parameters": .object(stack.parameters), "updates": .integer(Int64(stack.updates)),
            "resources": .array(stack.resources.map { $0["resource_status"] ?? .null }),
        ]
    }

    /// Takes everything away, so that the bench serves for the next run.
    static func clear(_ bench: Bench) async throws {
        bench.witness.withLockedValue { $0 = nil }
        bench.kubernetes.remove("heatstacks", group: AKE.group, namespace: "default", name: Bench.key.name)
        for name in ["cloud", "node"] { bench.kubernetes.remove("secrets", namespace: "default", name: name) }
        bench.kubernetes.remove("configmaps", namespace: "default", name: "templates")
        bench.heat.state.withLockedValue { state in
            let url = state.url
            state = LabHeatState()
            state.url = url
        }
        try await bench.eventually { bench.reflector.store.all.isEmpty }
    }
}
