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
    ///
    /// - Parameter showsNested: Heat 27 answers 400 to it where a group of nested templates would grow.
    public static func previewUpdate(_ stack: StackIdentity, _ definition: StackDefinition, showsNested: Bool = true) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .put, path: stack.path + ["preview"], query: showsNested ? [.init("show_nested", "true")] : [],
            body: definition.body)
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

    /// [Cancel a create or an update](https://docs.openstack.org/api-ref/orchestration/v1/#cancel-stack-create-update) without going back: the stack
    /// becomes failed, and nothing is undone. Works also where no engine is left that does the work.
    public static func cancel(_ stack: StackIdentity) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .post, path: stack.path + ["actions"], body: ["cancel_without_rollback": .null], isIdempotent: true)
    }

    /// The preview of an update that changes only the given parameters and keeps template, files and the other parameters (`PATCH`). It needs no
    /// secret of the stack.
    ///
    /// - Parameter showsNested: Heat 27 answers 400 to it where a group of nested templates would grow.
    public static func previewChange(
        _ stack: StackIdentity, parameters: [String: JSONValue], template: JSONValue? = nil, files: [String: String] = [:],
        environment: JSONValue? = nil, showsNested: Bool = true
    ) -> OpenStackRequest {
        var body: [String: JSONValue] = ["parameters": .object(parameters)]
        if let template {
            body["template"] = template
            body["files"] = .object(files.mapValues { .string($0) })
        }
        if let environment { body["environment"] = environment }
        return OpenStackRequest(
            .orchestration, .patch, path: stack.path + ["preview"], query: showsNested ? [.init("show_nested", "true")] : [],
            body: .object(body), isIdempotent: true)
    }

    /// [Show resource data](https://docs.openstack.org/api-ref/orchestration/v1/#show-resource-data): its attributes are read from the service that
    /// holds it at that moment, and Heat writes nothing.
    public static func showResource(_ stack: StackIdentity, name: String) -> OpenStackRequest {
        OpenStackRequest(.orchestration, .get, path: stack.path + ["resources", name])
    }

    /// [Mark a resource as unhealthy](https://docs.openstack.org/api-ref/orchestration/v1/#mark-a-resource-as-unhealthy): the next update makes it
    /// anew or brings it to its state. The stack's own status stays.
    public static func markUnhealthy(_ stack: StackIdentity, name: String, reason: String) -> OpenStackRequest {
        OpenStackRequest(
            .orchestration, .patch, path: stack.path + ["resources", name],
            body: ["mark_unhealthy": true, "resource_status_reason": .string(String(reason.prefix(255)))], isIdempotent: true)
    }
}
