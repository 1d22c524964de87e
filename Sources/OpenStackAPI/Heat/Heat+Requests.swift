import JSON

extension Heat {
    /// [Create stack](https://docs.openstack.org/api-ref/orchestration/v1/#create-stack): `POST /stacks`. Never repeated after an unknown outcome.
    public static func createStack(_ definition: StackDefinition) -> OpenStackRequest {
        OpenStackRequest(.orchestration, .post, path: ["stacks"], body: definition.body)
    }

    /// [Update a stack](https://docs.openstack.org/api-ref/orchestration/v1/#update-a-stack): `PUT /stacks/{name}/{id}`, which replaces template,
    /// parameters and tags. Not repeatable: a second update while the first runs can wreck the stack.
    public static func updateStack(_ stack: StackIdentity, _ definition: StackDefinition) -> OpenStackRequest {
        OpenStackRequest(.orchestration, .put, path: stack.path, body: definition.body, isIdempotent: false)
    }

    /// [Preview stack update](https://docs.openstack.org/api-ref/orchestration/v1/#preview-stack-update), nested stacks included; changes nothing.
    public static func previewUpdate(_ stack: StackIdentity, _ definition: StackDefinition) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .put, path: stack.path + ["preview"], query: [.init("show_nested", "true")], body: definition.body)
    }

    /// [Show stack details](https://docs.openstack.org/api-ref/orchestration/v1/#show-stack-details). Resolving outputs costs Heat work.
    public static func showStack(_ stack: StackIdentity, resolvesOutputs: Bool = true) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .get, path: stack.path, query: resolvesOutputs ? [] : [.init("resolve_outputs", "false")])
    }

    /// [List stacks](https://docs.openstack.org/api-ref/orchestration/v1/#list-stacks): one page.
    public static func listStacks(_ options: StackListOptions) -> OpenStackRequest {
        OpenStackRequest(.orchestration, .get, path: ["stacks"], query: options.query)
    }

    /// [Delete stack](https://docs.openstack.org/api-ref/orchestration/v1/#delete-stack); returns at once, the work goes on.
    public static func deleteStack(_ stack: StackIdentity) -> OpenStackRequest {
        OpenStackRequest(.orchestration, .delete, path: stack.path)
    }

    /// [List resources](https://docs.openstack.org/api-ref/orchestration/v1/#list-resources), those of nested stacks down to `nestedDepth` too.
    public static func listResources(_ stack: StackIdentity, nestedDepth: Int = 0) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .get, path: stack.path + ["resources"],
            query: nestedDepth > 0 ? [.init("nested_depth", String(nestedDepth))] : [])
    }

    /// [List stack events](https://docs.openstack.org/api-ref/orchestration/v1/#list-stack-events), the newest first.
    public static func listEvents(_ stack: StackIdentity, limit: Int = 100, nestedDepth: Int = 0) -> OpenStackRequest {
        var query: [OpenStackRequest.QueryItem] = [.init("sort_dir", "desc"), .init("limit", String(limit))]
        if nestedDepth > 0 { query.append(.init("nested_depth", String(nestedDepth))) }
        return OpenStackRequest(.orchestration, .get, path: stack.path + ["events"], query: query)
    }
}
