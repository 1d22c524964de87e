import JSON
import Testing

@testable import LabKubernetes

struct StrategicMergePatchTests {
    private static let type = MergeType(paths: [
        "metadata.finalizers{}", "spec.containers[name].ports[containerPort,protocol=TCP]", "secrets~name",
    ])

    @Test(
        arguments: [
            (["a": 1], ["b": 2], ["a": 1, "b": 2]), (["a": 1], ["a": .null], [:]),
            (["a": ["x": 1, "y": 2]], ["a": ["x": .null]], ["a": ["y": 2]]),
            (["list": [1, 2]], ["list": [3]], ["list": [3]]),
            (["metadata": ["finalizers": ["a"]]], ["metadata": ["finalizers": ["b", "a"]]], ["metadata": ["finalizers": ["a", "b"]]]),
            (
                ["metadata": ["finalizers": ["a", "b"]]], ["metadata": ["$deleteFromPrimitiveList/finalizers": ["a"]]],
                ["metadata": ["finalizers": ["b"]]]
            ),
            (
                ["spec": ["containers": [["name": "a", "image": "1"], ["name": "b"]]]],
                ["spec": ["containers": [["name": "a", "image": "2"]]]],
                ["spec": ["containers": [["name": "a", "image": "2"], ["name": "b"]]]]
            ),
            (
                ["spec": ["containers": [["name": "a"], ["name": "b"]]]], ["spec": ["containers": [["name": "a", "$patch": "delete"]]]],
                ["spec": ["containers": [["name": "b"]]]]
            ),
            (
                ["spec": ["containers": [["name": "a"], ["name": "b"]]]],
                ["spec": ["$setElementOrder/containers": [["name": "b"], ["name": "a"]]]],
                ["spec": ["containers": [["name": "b"], ["name": "a"]]]]
            ),
            (
                ["spec": ["containers": [["name": "a"]]]], ["spec": ["containers": [["$patch": "replace"], ["name": "c"]]]],
                ["spec": ["containers": [["name": "c"]]]]
            ),
            (["a": ["x": 1]], ["a": ["$patch": "replace", "y": 2]], ["a": ["y": 2]]), (["a": ["x": 1]], ["a": ["$patch": "delete"]], [:]),
            (["x": 1, "y": 2], ["$retainKeys": ["y"], "y": 3], ["y": 3]),
            (["secrets": [["name": "a"]]], ["secrets": [["name": "b"]]], ["secrets": [["name": "a"], ["name": "b"]]]),
        ] as [(JSONValue, JSONValue, JSONValue)]) func `strategic merge patches`(target: JSONValue, patch: JSONValue, result: JSONValue)
        throws
    {
        #expect(try StrategicMergePatch.apply(patch, to: target, Self.type) == result)
    }

    @Test func `an element without its key is refused`() {
        #expect { try StrategicMergePatch.apply(["spec": ["containers": [["image": "x"]]]], to: [:], Self.type) } throws: {
            ($0 as? APIFailure)?.message.contains("does not contain declared merge key: name") == true
        }
    }
}
