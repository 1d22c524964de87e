import HeatStacks
import OpenStackAPI
import Testing

@Suite struct FailureReasonTests {
    static func resource(
        _ name: String, _ type: String, in stack: String, id: String, status: String = "CREATE_FAILED", _ reason: String
    ) -> Heat.Resource {
        Heat.Resource(name: name, type: type, physicalID: id, status: .init(status), statusReason: reason, stackID: stack)
    }

    @Test func `the deepest failed resource's own words are found below its parents`() {
        let resources = [
            Self.resource("group", "OS::Heat::ResourceGroup", in: "root", id: "g", "RuntimeError: resources.group: long chain"),
            Self.resource("0", "file:///t/member.yaml", in: "g", id: "m0", status: "CREATE_COMPLETE", ""),
            Self.resource("1", "file:///t/member.yaml", in: "g", id: "m1", "RuntimeError: resources[1]: chain"),
            Self.resource("server", "OS::Nova::Server", in: "m1", id: "s", "ResourceInError: No valid host was found"),
            Self.resource("port", "OS::Neutron::Port", in: "m1", id: "p", "CREATE aborted (Task create from ... cancelled)"),
        ]
        #expect(
            FailureReason.sentence(resources) == "group/1/server (OS::Nova::Server): ResourceInError: No valid host was found")
    }

    @Test func `a build that Nova aborted is a cause, with Nova's own reason`() {
        let reason =
            #"ResourceInError: resources.server: Went to status ERROR due to "Message: Build of instance 1 aborted: no disk, Code: 500""#
        let resources = [
            Self.resource("a", "OS::Nova::Server", in: "root", id: "1", "CREATE aborted (Task create from Server \"a\" cancelled)"),
            Self.resource("b", "OS::Nova::Server", in: "root", id: "2", reason),
            Self.resource("c", "OS::Neutron::Port", in: "root", id: "3", "UPDATE aborted (user triggered cancel)"),
        ]
        #expect(FailureReason.sentence(resources) == "b (OS::Nova::Server): \(reason)")
    }

    @Test func `a cancelled sibling counts only when there is nothing else, and several causes are counted`() {
        let aborted = Self.resource("b", "T", in: "root", id: "2", "CREATE aborted")
        #expect(FailureReason.sentence([aborted]) == "b (T): CREATE aborted")
        let causes = [aborted, Self.resource("c", "T", in: "root", id: "3", "x"), Self.resource("d", "T", in: "root", id: "4", "y")]
        #expect(FailureReason.sentence(causes) == "c (T): x (and 1 more)")
        #expect(FailureReason.sentence([Self.resource("e", "T", in: "root", id: "5", status: "CREATE_COMPLETE", "")]) == nil)
    }
}
