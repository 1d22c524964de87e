import KubernetesAPI
import KubernetesClient
import Testing

@Suite struct SelectorTextTests {
    @Test(
        "a label selector is written as the API reads it",
        arguments: [
            (LabelSelector.label("app", equals: "a"), "app=a"), (.label("tier", isOneOf: ["x", "y"]), "tier in (x,y)"),
            (.label("tier", isNoneOf: ["x"]), "tier notin (x)"), (.exists("a.io/b"), "a.io/b"), (.lacks("b"), "!b"), (LabelSelector(), ""),
            (LabelSelector(matchLabels: ["b": "2", "a": "1"]), "a=1,b=2"),
            (.label("b", equals: "2").and(.exists("c")).and(.label("a", equals: "1")), "a=1,b=2,c"),
            (.label("a", equals: "1").and(.label("a", equals: "2")), "a=1,a in (2)"),
        ])
    func labels(selector: LabelSelector, text: String) {
        #expect(selector.text == text)
    }

    @Test func `two values for one label select nothing, here as on the server`() {
        let both = LabelSelector.label("a", equals: "1").and(.label("a", equals: "2"))
        #expect(!both.matches(["a": "1"]) && !both.matches(["a": "2"]))
        #expect(LabelSelector.label("a", equals: "1").and(.lacks("b")).matches(["a": "1"]))
    }

    @Test func `a field selector escapes what would end a value`() {
        #expect(FieldSelector.field("spec.a", equals: #"x,y=z\"#).text == #"spec.a=x\,y\=z\\"#)
        #expect(FieldSelector.name("a").and(.field("status.phase", differsFrom: "Running")).text == "metadata.name=a,status.phase!=Running")
    }

    @Test func `an empty selector selects everything`() {
        #expect(ListOptions(labelSelector: "x").selecting(labels: LabelSelector()).labelSelector == nil)
    }
}
