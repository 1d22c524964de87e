import JSON
import KubernetesAPI
import Testing

@Suite struct HeatStackTests {
    static let text = #"""
        {"apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "HeatStack", "metadata": {"name": "web", "namespace": "default"},
         "spec": {"templateURL": "https://git/cls.yaml", "timeout": 30, "params": {"replicas": "3"},
                  "paramsFrom": [{"name": "kubeconfig", "secretKeyRef": {"name": "s", "key": "k"}}],
                  "environment": {"parameter_defaults": {"a": [1, {"b": null}]}}, "tags": ["t"]},
         "status": {"stackID": "1", "stackName": "web-u", "stackStatus": "CREATE_COMPLETE", "lastOutputs": {"bigip_vsip": "1.2.3.4", "ids": ["a"]},
                    "lastParams": {"replicas": "3"}, "observedGeneration": 2}}
        """#

    @Test func `every field is read, and written back as it was`() throws {
        let object = try JSONReader.decode(HeatStack.self, from: Array(Self.text.utf8))
        #expect(object.spec.timeout == 30 && object.spec.paramsFrom.first?.secretKeyRef?.key == "k")
        #expect(object.status?.lastOutputs["ids"] == ["a"] && object.status?.observedGeneration == 2)
        var expected = try JSONValue(parsing: Self.text)
        expected["apiVersion"] = nil
        expected["kind"] = nil
        #expect(try JSONValue(encoding: object) == expected)
    }

    @Test func `what is left out is empty, and an empty status writes nothing`() throws {
        let object = try JSONReader.decode(HeatStack.self, from: #"{"metadata": {"name": "a"}, "spec": {"templateURL": "file:///t"}}"#)
        #expect(object.spec.params.isEmpty && object.spec.tags.isEmpty && object.status == nil)
        #expect(try JSONValue(encoding: HeatStackStatus()) == [:])
        #expect(HeatStack.resource.path(namespace: "b", name: "a", subresource: "status").hasSuffix("/heatstacks/a/status"))
    }

    @Test func `a class has defaults for what it leaves out`() throws {
        let text =
            #"{"metadata": {"name": "public"}, "spec": {"templateURL": "file:///t", "flavors": {"default": "f"}, "replicas": {"max": 4}}}"#
        let spec = try JSONReader.decode(LoadBalancerClass.self, from: text).spec
        #expect(spec.flavors == .init(default: "f") && spec.replicas == .init(default: 2, min: 1, max: 4))
        #expect(!LoadBalancerClass.resource.isNamespaced)
    }
}
