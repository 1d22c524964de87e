import Admission
import JSON
import Testing

@Suite struct HeatStackPolicyTests {
    static let stack: JSONValue = [
        "metadata": [
            "name": "hello-anlb", "namespace": "default", "labels": ["a": "b"], "finalizers": ["ake.adtech.cyberagent.io/heat-stack"],
        ],
        "spec": [
            "templateURL": "file:///heat/templates/cls.yaml", "timeout": 60, "tags": ["ake"],
            "params": [
                "replicas": "2", "flavor": "ar1-standard-1", "kubeconfig": "hidden-credential", "dd_api_key": "hidden-key",
                "key_name": "ops",
            ],
            "paramsFrom": [["name": "kubeconfig", "secretKeyRef": ["name": "hello-anlb", "key": "kubeconfig"]]],
            "environment": ["parameter_defaults": ["pw": "hidden-default"]],
        ],
        "status": ["stackStatus": "CREATE_COMPLETE"],
    ]

    static func request(
        _ operation: AdmissionRequest.Operation = .update, old: JSONValue? = stack, new: JSONValue?, subResource: String? = nil,
        kind: String = "HeatStack"
    ) -> AdmissionRequest {
        AdmissionRequest(
            uid: "u", kind: .init(group: "ake.adtech.cyberagent.io", version: "v1alpha1", kind: kind), subResource: subResource,
            name: "hello-anlb", namespace: "default", operation: operation, object: new, oldObject: old)
    }

    static func changed(_ path: [String], _ value: JSONValue?, in object: JSONValue = stack) -> JSONValue {
        guard let first = path.first else { return value ?? .null }
        var result = object
        result[first] = path.count == 1 ? value : changed(Array(path.dropFirst()), value, in: object[first] ?? [:])
        return result
    }

    static func message(_ verdict: AdmissionVerdict) -> String? {
        if case .refused(let message) = verdict { message } else { nil }
    }

    @Test(
        arguments: [
            (["spec", "params", "replicas"], "3"), (["spec", "params", "replicas"], "1"), (["spec", "params", "replicas"], "007"),
            (["metadata", "labels", "x"], "y"), (["metadata", "annotations"], ["n": "o"]), (["metadata", "finalizers"], []),
            (["metadata", "ownerReferences"], [["name": "i"]]), (["status", "stackStatus"], "UPDATE_FAILED"), (["status"], nil),
        ] as [([String], JSONValue?)])
    func `what may change, may change`(path: [String], value: JSONValue?) {
        #expect(HeatStackPolicy().verdict(on: Self.request(new: Self.changed(path, value))) == .allowed)
    }

    @Test(
        arguments: [
            (["params", "flavor"], "ar1-standard-4", #"spec.params.flavor: "ar1-standard-1" -> "ar1-standard-4""#),
            (["params", "flavor"], nil, #"spec.params.flavor: "ar1-standard-1" -> (not set)"#),
            (["params", "image"], "new", #"spec.params.image: (not set) -> "new""#),
            (["params", "key_name"], "dev", #"spec.params.key_name: "ops" -> "dev""#),
            (["params", "kubeconfig"], "x", "spec.params.kubeconfig (its value is not shown)"),
            (["params", "dd_api_key"], "x", "spec.params.dd_api_key (its value is not shown)"),
            (["environment", "parameter_defaults", "pw"], "x", "spec.environment.parameter_defaults.pw (its value is not shown)"),
            (["templateURL"], "file:///other.yaml", #"spec.templateURL: "file:///heat/templates/cls.yaml" -> "file:///other.yaml""#),
            (["timeout"], 90, "spec.timeout: 60 -> 90"), (["timeout"], nil, "spec.timeout: 60 -> (not set)"),
            (["tags"], ["ake", "b"], #"spec.tags: ["ake"] -> ["ake","b"]"#), (["paramsFrom"], nil, "spec.paramsFrom: [{"),
            (["later"], true, "spec.later: (not set) -> true"),
            (["cloudName"], "other", #"spec.cloudName: (not set) -> "other""#),
        ] as [([String], JSONValue?, String)])
    func `any other change of the spec is refused, with the change, the reason and the way`(path: [String], value: JSONValue?, text: String)
        throws
    {
        let new = Self.changed(["spec"] + path, value)
        let message = try #require(Self.message(HeatStackPolicy().verdict(on: Self.request(new: new))))
        #expect(message.hasPrefix("HeatStack default/hello-anlb: \(text)"))
        #expect(message.contains("rebuild every VM") && message.contains("delete the object") && message.contains("second Ingress"))
        #expect(!message.contains("hidden"), "a secret is repeated: \(message)")
    }

    @Test func `several changes are all named, also beside an allowed one`() throws {
        var new = Self.changed(["spec", "params", "flavor"], "f")
        new = Self.changed(["spec", "params", "replicas"], "5", in: new)
        new = Self.changed(["spec", "params", "zone"], "z", in: new)
        let message = try #require(Self.message(HeatStackPolicy().verdict(on: Self.request(new: new))))
        #expect(message.contains("spec.params.flavor") && message.contains("spec.params.zone"))
        #expect(!message.contains("\"2\" -> \"5\""))
    }

    @Test(arguments: ["0", "-1", "many", "", "3.5", " 3", "3 ", "99999999999999999999", "+3", "0x3", "３"])
    func `replicas is a positive whole number`(replicas: String) throws {
        let new = Self.changed(["spec", "params", "replicas"], .string(replicas))
        for request in [Self.request(new: new), Self.request(.create, old: nil, new: new)] {
            let message = try #require(Self.message(HeatStackPolicy().verdict(on: request)))
            #expect(message.contains("spec.params.replicas must be a whole number of at least 1"))
        }
    }

    @Test func `replicas may be left to the template, but not taken away`() {
        let without = Self.changed(["spec", "params", "replicas"], nil)
        #expect(HeatStackPolicy().verdict(on: Self.request(.create, old: nil, new: without)) == .allowed)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: without, new: Self.stack)) == .allowed)
        #expect(Self.message(HeatStackPolicy().verdict(on: Self.request(new: without)))?.contains("cannot be removed") == true)
    }

    @Test func `a stack with a bad number from before may still lose its finalizer`() {
        let old = Self.changed(["spec", "params", "replicas"], "many")
        let new = Self.changed(["metadata", "finalizers"], [], in: old)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: old, new: new)) == .allowed)
    }

    @Test func `what is being deleted is never kept`() {
        let deleted = Self.changed(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z")
        let stripped = Self.changed(["spec", "params"], nil, in: Self.changed(["metadata", "finalizers"], nil, in: deleted))
        #expect(HeatStackPolicy().verdict(on: Self.request(old: deleted, new: stripped)) == .allowed)
        #expect(HeatStackPolicy().verdict(on: Self.request(.delete, new: nil)) == .allowed)
    }

    @Test func `a change that only claims a deletion is judged like any other`() {
        let claimed = Self.changed(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z")
        let stripped = Self.changed(["spec", "params"], nil, in: claimed)
        let original = Self.changed(["metadata", "deletionTimestamp"], nil)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: original, new: stripped)) != .allowed)
    }

    @Test func `absent, null and empty are no change`() {
        let bare: JSONValue = ["spec": ["templateURL": "t"]]
        let empty: JSONValue = ["spec": ["templateURL": "t", "params": [:], "tags": [], "timeout": .null, "environment": ["a": [:]]]]
        #expect(HeatStackPolicy().verdict(on: Self.request(old: bare, new: empty)) == .allowed)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: empty, new: bare)) == .allowed)
    }

    @Test func `other kinds and subresources are none of its business`() {
        let new = Self.changed(["spec", "params", "flavor"], "f")
        #expect(HeatStackPolicy().verdict(on: Self.request(new: new, subResource: "status")) == .allowed)
        #expect(HeatStackPolicy().verdict(on: Self.request(new: new, kind: "LoadBalancerClass")) == .allowed)
        var other = Self.request(new: new)
        other.kind.group = "example.org"
        #expect(HeatStackPolicy().verdict(on: other) == .allowed)
    }

    @Test func `a long value is cut`() throws {
        let new = Self.changed(["spec", "params", "flavor"], .string(String(repeating: "x", count: 5000)))
        let message = try #require(Self.message(HeatStackPolicy().verdict(on: Self.request(new: new))))
        #expect(message.count < 700)
    }

    @Test(
        arguments: [
            (["replicas"], 5), (["suspend"], true), (["deletionPolicy"], "Retain"), (["resyncInterval"], "1m"), (["rollback"], true),
            (["mutableParams"], ["replicas"]),
        ] as [([String], JSONValue?)]) func `what Heat is not told may change`(path: [String], value: JSONValue?)
    {
        let old = Self.changed(["spec", "params", "replicas"], nil)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: old, new: Self.changed(["spec"] + path, value, in: old))) == .allowed)
    }

    @Test(
        arguments: [
            ["adopt"], ["cloudName"], ["cloudCredentialsRef", "name"], ["files", "a.sh"], ["templateSHA256"], ["mutableParams", "x"],
        ]) func `what decides which stack it is, where it is and what it is made of may not`(path: [String]) throws
    {
        let new = Self.changed(["spec"] + path, "x")
        #expect(Self.message(HeatStackPolicy().verdict(on: Self.request(new: new)))?.contains("spec.\(path[0])") == true)
    }

    @Test func `other parameters may change if the object said so when it was made, not when it is changed`() throws {
        let open = Self.changed(["spec", "mutableParams"], ["replicas", "flavor"])
        let changed = Self.changed(["spec", "params", "flavor"], "f", in: open)
        #expect(HeatStackPolicy().verdict(on: Self.request(old: open, new: changed)) == .allowed)
        let message = try #require(Self.message(HeatStackPolicy().verdict(on: Self.request(new: changed))))
        #expect(message.contains("spec.params.flavor") && message.contains("spec.mutableParams"))
        let other = Self.changed(["spec", "params", "image"], "i", in: open)
        #expect(
            Self.message(HeatStackPolicy().verdict(on: Self.request(old: open, new: other)))?
                .contains("only spec.params.flavor, spec.params.replicas of a HeatStack may change") == true)
    }

    @Test func `two numbers of nodes must agree at first, and later the one that counts is named`() throws {
        let both = Self.changed(["spec", "replicas"], 3)
        #expect(
            Self.message(HeatStackPolicy().verdict(on: Self.request(.create, old: nil, new: both)))?.contains("give one of them") == true)
        let same = Self.changed(["spec", "replicas"], 2)
        #expect(HeatStackPolicy().verdict(on: Self.request(.create, old: nil, new: same)) == .allowed)
        let verdict = HeatStackPolicy().verdict(on: Self.request(new: both))
        #expect(
            verdict == .warned(["HeatStack default/hello-anlb: spec.replicas is 3 and counts for more than spec.params.replicas \"2\""]))
        #expect(Self.message(HeatStackPolicy().verdict(on: Self.request(new: Self.changed(["spec", "replicas"], 0)))) != nil)
    }

    @Test func `a protected object cannot be deleted, and says how it can`() throws {
        let protected = Self.changed(["spec", "deletionPolicy"], "Protect")
        let message = try #require(Self.message(HeatStackPolicy().verdict(on: Self.request(.delete, old: protected, new: nil))))
        #expect(message.contains("Retain") && message.contains("spec.deletionPolicy to Delete first"))
        let going = Self.changed(["metadata", "deletionTimestamp"], "2026-01-01T00:00:00Z", in: protected)
        #expect(HeatStackPolicy().verdict(on: Self.request(.delete, old: going, new: nil)) == .allowed)
        let retained = Self.changed(["spec", "deletionPolicy"], "Retain")
        #expect(HeatStackPolicy().verdict(on: Self.request(.delete, old: retained, new: nil)) == .allowed)
    }
}
