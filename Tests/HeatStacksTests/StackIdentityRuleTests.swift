import HeatStacks
import KubernetesAPI
import Testing

@Suite struct StackIdentityRuleTests {
    let spec = HeatStackSpec(templateURL: "file:///t.yaml", params: ["replicas": "2"])

    @Test func `the name carries the UID and is cut to what Heat takes`() {
        #expect(StackIdentityRule(name: "web", uid: "u1", spec: spec).name == "web-u1")
        let long = StackIdentityRule(name: String(repeating: "x", count: 253), uid: "0000-1111", spec: spec)
        #expect(long.name.utf8.count == 255 && long.name.hasSuffix("-0000-1111"))
        #expect(StackIdentityRule(name: "1web", uid: "u", spec: spec).name == "s-1web-u")
    }

    @Test func `the tag of the spec changes with the spec, and only with it`() {
        let tag = StackIdentityRule(name: "web", uid: "u1", spec: spec).specTag
        #expect(StackIdentityRule(name: "other", uid: "u2", spec: spec).specTag == tag)
        var changed = spec
        changed.params["replicas"] = "3"
        #expect(StackIdentityRule(name: "web", uid: "u1", spec: changed).specTag != tag)
        changed = spec
        changed.timeout = 5
        #expect(StackIdentityRule(name: "web", uid: "u1", spec: changed).specTag != tag)
        #expect(tag.count <= 80)
    }

    @Test func `own tags are kept, but cannot pose as ours`() {
        let rule = StackIdentityRule(name: "web", uid: "u1", spec: spec)
        #expect(rule.tags(adding: ["team-a", "ake", "ake-uid-other", "ake-spec-x"]) == ["ake", "ake-uid-u1", rule.specTag, "team-a"])
    }
}
