import JSON
import KubernetesAPI
import Testing

@Suite struct ValueTests {
    @Test(
        "base64 is RFC 4648's",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ])
    func base64(plain: String, encoded: String) {
        #expect(Base64Data(Array(plain.utf8)).base64 == encoded)
        #expect(Base64Data(base64: encoded)?.bytes == Array(plain.utf8))
    }

    @Test("what is no base64 is refused", arguments: ["Zg=a", "Z", "Z*==", "Zm9v===", "ä"])
    func noBase64(text: String) {
        #expect(Base64Data(base64: text) == nil)
    }

    @Test func `a Secret never prints its values`() {
        let secret = Secret(metadata: ObjectMeta(name: "s", namespace: "n"), data: ["key": Base64Data(Array("hunter2".utf8))])
        #expect("\(secret)" == "Secret n/s")
    }

    @Test func `paths follow the API conventions`() {
        #expect(Service.resource.path(namespace: "a", name: "b") == "/api/v1/namespaces/a/services/b")
        #expect(
            Ingress.resource.path(namespace: "a", name: "b", subresource: "status")
                == "/apis/networking.k8s.io/v1/namespaces/a/ingresses/b/status")
        #expect(Ingress.resource.path() == "/apis/networking.k8s.io/v1/ingresses")
        #expect(IngressClass.resource.path(namespace: "ignored", name: "x") == "/apis/networking.k8s.io/v1/ingressclasses/x")
        #expect(Service.resource.path(namespace: "a", name: "../x") == "/api/v1/namespaces/a/services/..%2Fx")
    }

    @Test func `metadata leaves out what is empty, and reads what is absent`() throws {
        let metadata = ObjectMeta(name: "a")
        #expect(try JSONValue(encoding: metadata) == ["name": "a"])
        #expect(try (["name": "a"] as JSONValue).decode(ObjectMeta.self) == metadata)
    }

    @Test(
        "label selectors match as the API reference says",
        arguments: [
            (LabelSelector(matchLabels: ["a": "1"]), true), (LabelSelector(matchLabels: ["a": "2"]), false), (LabelSelector(), true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: "In", values: ["1", "2"])]), true),
            (LabelSelector(matchExpressions: [.init(key: "b", operator: "In", values: ["1"])]), false),
            (LabelSelector(matchExpressions: [.init(key: "b", operator: "NotIn", values: ["1"])]), true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: "Exists")]), true),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: "DoesNotExist")]), false),
            (LabelSelector(matchExpressions: [.init(key: "a", operator: "Near")]), false),
        ])
    func labels(selector: LabelSelector, expected: Bool) {
        #expect(selector.matches(["a": "1"]) == expected)
    }

    @Test func `a condition keeps its time until its status changes`() {
        var conditions: [Condition] = []
        func ready(_ status: String, at seconds: Int64, _ reason: String) -> Condition {
            Condition(type: "Ready", status: status, lastTransitionTime: Timestamp(seconds: seconds), reason: reason, message: "")
        }
        conditions.set(ready("False", at: 1, "Creating"))
        conditions.set(ready("False", at: 2, "StillCreating"))
        #expect(conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 1))
        #expect(conditions["Ready"]?.reason == "StillCreating")
        conditions.set(ready("True", at: 3, "Created"))
        #expect(conditions["Ready"]?.lastTransitionTime == Timestamp(seconds: 3))
        #expect(conditions.count == 1)
    }

    @Test func `a rule without http and a path without a type are read`() throws {
        let ingress = try JSONReader.decode(
            Ingress.self,
            from: Array(#"{"metadata":{"name":"a"},"spec":{"rules":[{"host":"x"},{"http":{"paths":[{"backend":{}}]}}]}}"#.utf8))
        #expect(ingress.spec?.rules?.count == 2)
        #expect(ingress.spec?.rules?.first?.http == nil)
    }
}
