import JSON
import OpenStackAPI
import Testing

@Suite struct HeatAnswerTests {
    static let show = #"""
        {"stack": {"id": "4c3b", "stack_name": "web-1", "stack_status": "CREATE_COMPLETE", "stack_status_reason": "Stack CREATE completed successfully",
          "creation_time": "2026-11-22T18:44:35Z", "updated_time": null, "deletion_time": null, "tags": ["ake", "ake-uid-1"], "timeout_mins": null,
          "parameters": {"OS::stack_id": "4c3b", "replicas": "2", "kubeconfig": "******", "n": 3},
          "outputs": [{"output_key": "bigip_vsip", "output_value": "198.51.100.10", "description": "VIP"},
                      {"output_key": "server_ids", "output_value": ["a", "b"], "description": ""},
                      {"output_key": "broken", "output_value": null, "output_error": "no such attribute", "description": ""}],
          "links": [{"href": "http://heat/v1/p/stacks/web-1/4c3b", "rel": "self"}]}}
        """#

    @Test func `a shown stack is read whole`() throws {
        let stack = try Heat.Answer.stack(Array(Self.show.utf8))
        #expect(stack.identity == Heat.StackIdentity(name: "web-1", id: "4c3b"))
        #expect(stack.status == Heat.StackStatus(.create, .complete))
        #expect(stack.tags == ["ake", "ake-uid-1"])
        #expect(stack.updatedTime == nil)
        #expect(stack.creationTime?.secondsSinceEpoch == 1_795_373_075)
        #expect(stack.parameters["n"] == "3" && stack.parameters["replicas"] == "2")
        #expect(stack.outputs.map(\.key) == ["bigip_vsip", "server_ids", "broken"])
        #expect(stack.outputs[1].value == ["a", "b"])
        #expect(stack.outputs[2].error == "no such attribute")
    }

    @Test func `a listed stack may have no tags, parameters or outputs`() throws {
        let body = #"{"stacks": [{"id": "1", "stack_name": "a", "stack_status": "DELETE_IN_PROGRESS", "tags": null}]}"#
        let stacks = try Heat.Answer.stacks(Array(body.utf8))
        #expect(stacks.count == 1 && stacks[0].tags == [] && stacks[0].status.isInProgress)
    }

    @Test func `a resource knows its stack and its parent`() throws {
        let body = #"""
            {"resources": [{"resource_name": "server", "logical_resource_id": "server", "resource_type": "OS::Nova::Server", "physical_resource_id": "",
              "resource_status": "CREATE_FAILED", "resource_status_reason": "ResourceInError: No valid host", "parent_resource": "0", "required_by": [],
              "links": [{"href": "http://h/v1/p/stacks/n/55/resources/server", "rel": "self"}, {"href": "http://h/v1/p/stacks/n/55", "rel": "stack"}]}]}
            """#
        let resource = try #require(try Heat.Answer.resources(Array(body.utf8)).first)
        #expect(resource.stackID == "55" && resource.parent == "0" && resource.status.isFailed)
        #expect(resource.statusReason == "ResourceInError: No valid host")
    }

    @Test func `a create's answer, events and an update preview are read`() throws {
        #expect(try Heat.Answer.createdStackID(Array(#"{"stack": {"id": "9", "links": []}}"#.utf8)) == "9")
        let events =
            #"{"events": [{"id": "e", "event_time": "2026-11-22T18:44:35Z", "resource_name": "s", "resource_status": "CREATE_FAILED", "resource_status_reason": "r"}]}"#
        #expect(try Heat.Answer.events(Array(events.utf8)).first?.status == Heat.StackStatus(.create, .failed))
        let preview =
            #"{"resource_changes": {"added": [{"resource_name": "2", "resource_type": "member.yaml"}], "replaced": [], "unchanged": []}}"#
        let changes = try Heat.Answer.updatePreview(Array(preview.utf8))
        #expect(changes.added == [.init(name: "2", type: "member.yaml")] && changes.deleted.isEmpty)
    }

    @Test func `every status text of Heat is taken apart, an unknown one is kept as it is`() {
        for action in Heat.StackStatus.Action.allCases {
            for progress in Heat.StackStatus.Progress.allCases {
                let status = Heat.StackStatus("\(action.rawValue)_\(progress.rawValue)")
                #expect(status.action == action && status.progress == progress)
                #expect(status.isGone == (action == .delete && progress == .complete))
            }
        }
        let unknown = Heat.StackStatus("PONDER_IN_PROGRESS")
        #expect(unknown.action == nil && unknown.isInProgress && unknown.description == "PONDER_IN_PROGRESS")
        #expect(Heat.StackStatus("ODD").progress == nil)
    }
}
