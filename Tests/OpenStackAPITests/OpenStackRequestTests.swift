import JSON
import OpenStackAPI
import Testing

@Suite struct OpenStackRequestTests {
    @Test func `path segments and the query are percent-encoded, the endpoint's trailing slash is dropped`() {
        let request = OpenStackRequest(
            .orchestration, .get, path: ["stacks", "a/b c", "ü"], query: [.init("tags", "x,y&z"), .init("limit", "5")])
        #expect(request.url(endpoint: "http://heat/v1/p/") == "http://heat/v1/p/stacks/a%2Fb%20c/%C3%BC?tags=x%2Cy%26z&limit=5")
    }

    @Test func `only what may be sent twice is idempotent`() {
        let definition = Heat.StackDefinition(name: "s", template: "t")
        let stack = Heat.StackIdentity(name: "s", id: "1")
        #expect(!Heat.createStack(definition).isIdempotent)
        #expect(!Heat.updateStack(stack, definition).isIdempotent)
        #expect(Heat.previewUpdate(stack, definition).isIdempotent)
        #expect(Heat.showStack(stack).isIdempotent)
        #expect(Heat.deleteStack(stack).isIdempotent)
    }

    @Test func `every Heat call has the API reference's verb and path`() {
        let stack = Heat.StackIdentity(name: "s", id: "1")
        let definition = Heat.StackDefinition(name: "s", template: "t")
        let expected: [(OpenStackRequest, String)] = [
            (Heat.createStack(definition), "POST /stacks"),
            (Heat.updateStack(stack, definition), "PUT /stacks/s/1"),
            (Heat.previewUpdate(stack, definition), "PUT /stacks/s/1/preview?show_nested=true"),
            (Heat.showStack(stack), "GET /stacks/s/1"),
            (Heat.showStack(stack, resolvesOutputs: false), "GET /stacks/s/1?resolve_outputs=false"),
            (Heat.deleteStack(stack), "DELETE /stacks/s/1"),
            (Heat.listResources(stack), "GET /stacks/s/1/resources"),
            (Heat.listResources(stack, nestedDepth: 5), "GET /stacks/s/1/resources?nested_depth=5"),
            (Heat.listEvents(stack, limit: 10), "GET /stacks/s/1/events?sort_dir=desc&limit=10"),
            (
                Heat.listStacks(.init(name: "s", anyTag: ["a", "b"], progress: .inProgress, limit: 3, marker: "m")),
                "GET /stacks?name=s&tags_any=a%2Cb&status=IN_PROGRESS&limit=3&marker=m"
            ), (Heat.listStacks(.init(tags: ["a", "b"])), "GET /stacks?tags=a%2Cb"),
        ]
        for (request, line) in expected {
            #expect("\(request.method.rawValue) \(request.url(endpoint: ""))" == line)
        }
    }

    @Test func `a definition's body carries what is set and leaves out what is not`() {
        var definition = Heat.StackDefinition(name: "s", template: ["heat_template_version": "2018-08-31"])
        #expect(
            definition.body.serializedString
                == #"{"disable_rollback":true,"files":{},"parameters":{},"stack_name":"s","template":{"heat_template_version":"2018-08-31"}}"#
        )
        definition.files = ["file:///a": "x"]
        definition.parameters = ["replicas": "3"]
        definition.environment = ["parameter_defaults": [:]]
        definition.tags = ["a", "b"]
        definition.timeoutMinutes = 10
        #expect(definition.body["tags"] == "a,b")
        #expect(definition.body["timeout_mins"] == 10)
        #expect(definition.body["files"]?["file:///a"] == "x")
        #expect(definition.body["environment"] == ["parameter_defaults": [:]])
    }

    @Test func `a definition prints neither parameters nor files`() {
        let definition = Heat.StackDefinition(name: "s", template: "t", files: ["f": "hush"], parameters: ["p": "hush"])
        #expect(!"\(definition)".contains("hush"))
        #expect(!String(reflecting: definition).contains("hush"))
    }
}
