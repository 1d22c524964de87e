import ControllerRuntime
import KubernetesAPI
import Testing

@Suite struct PredicateTests {
    private typealias P = Predicate<KubernetesAPI.Service>

    private static func service(_ change: (inout ObjectMeta) -> Void = { _ in }) -> KubernetesAPI.Service {
        var metadata = ObjectMeta(name: "a", namespace: "n", resourceVersion: "1", generation: 1)
        change(&metadata)
        return Service(metadata: metadata, spec: .init(ports: []))
    }

    struct Case: Sendable, CustomStringConvertible {
        var description: String
        var predicate: Predicate<KubernetesAPI.Service>
        var change: @Sendable (inout ObjectMeta) -> Void
        var isWanted: Bool
    }

    static let cases: [Case] = [
        Case(description: "a generation", predicate: .generationChanged, change: { $0.generation = 2 }, isWanted: true),
        Case(description: "a status only", predicate: .generationChanged, change: { $0.resourceVersion = "2" }, isWanted: false),
        Case(description: "no generations", predicate: .generationChanged, change: { $0.generation = nil }, isWanted: true),
        Case(
            description: "a deletion", predicate: .generationChanged, change: { $0.deletionTimestamp = Timestamp(seconds: 1) },
            isWanted: true),
        Case(description: "a version", predicate: .resourceVersionChanged, change: { $0.resourceVersion = "2" }, isWanted: true),
        Case(description: "told again", predicate: .resourceVersionChanged, change: { _ in }, isWanted: false),
        Case(description: "a label", predicate: .labelsChanged, change: { $0.labels["a"] = "b" }, isWanted: true),
        Case(description: "no label", predicate: .labelsChanged, change: { $0.annotations["a"] = "b" }, isWanted: false),
        Case(description: "an annotation", predicate: .annotationsChanged, change: { $0.annotations["a"] = "b" }, isWanted: true),
        Case(
            description: "either", predicate: .labelsChanged || .annotationsChanged, change: { $0.annotations["a"] = "b" }, isWanted: true),
        Case(description: "both", predicate: .labelsChanged && .annotationsChanged, change: { $0.annotations["a"] = "b" }, isWanted: false),
        Case(description: "not", predicate: !.labelsChanged, change: { $0.annotations["a"] = "b" }, isWanted: true),
        Case(description: "the object", predicate: .object { $0.metadata.name == "b" }, change: { $0.name = "b" }, isWanted: true),
    ]

    @Test("an update counts as the predicate says", arguments: cases) func update(_ testCase: Case) {
        let new = Self.service(testCase.change)
        #expect(testCase.predicate(.updated(old: Self.service(), new: new)) == testCase.isWanted)
    }

    @Test func `what is new and what is gone always counts`() {
        for predicate in [P.generationChanged, .resourceVersionChanged, .labelsChanged, .annotationsChanged, .any] {
            #expect(predicate(.added(Self.service())))
            #expect(predicate(.deleted(Self.service())))
        }
    }
}
