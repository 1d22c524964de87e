import JSON
import LabOpenStack

/// What the stand-in knows. Pure: calls go in, answers come out.
public struct LabHeatState: Sendable {
    /// The server's own address.
    public var url = ""
    /// Every call, oldest first.
    public var calls: [LabOpenStackCall] = []
    /// The stacks that exist, in order of creation; deleted ones are gone.
    public var stacks: [LabHeatStack] = []
    /// The faults to come.
    public var faults: [LabHeatFault] = []
    /// The password that Keystone accepts.
    public var password = "secret"
    /// The lifetime of tokens in seconds, as Keystone says.
    public var tokenLifetime = 3600
    /// The tokens that services accept.
    public var validTokens: Set<String> = []
    /// The outputs that a stack gets when an action ends well.
    public var outputs: [String: JSONValue] = ["bigip_vsip": "198.51.100.10"]
    /// How often an update came while another action was in progress: what wrecks real stacks.
    public var overlappingUpdates = 0
    /// What a preview of an update says besides the resources that are marked as failed.
    public var preview: JSONValue = [:]
    /// What a preview says in any case, also of an update that changes nothing: the real Heat 27 lists as replaced whatever takes a value from another
    /// resource, which no preview knows.
    public var idlePreview: JSONValue = [:]
    /// Whether a look into nested stacks is refused, as the real Heat 27 does where a group of them would grow.
    public var refusesNestedPreview = false
    private var counter = 0

    /// Nothing yet.
    public init() {}

    /// The calls that asked Heat to change something.
    public var writes: [LabOpenStackCall] { calls.filter(\.isWrite) }

    /// Ends what is in progress: a deletion removes the stack.
    public mutating func settle(_ progress: String = "COMPLETE", reason: String? = nil) {
        for index in stacks.indices where stacks[index].progress == "IN_PROGRESS" {
            stacks[index].progress = progress
            stacks[index].reason = reason ?? "Stack \(stacks[index].action) completed successfully"
            if progress == "COMPLETE" { stacks[index].outputs = outputs }
            if progress == "COMPLETE", stacks[index].action == "UPDATE" {
                stacks[index].resources = stacks[index].resources.map { mended($0) }
            }
        }
        stacks.removeAll { $0.action == "DELETE" && $0.progress == "COMPLETE" }
    }

    /// A failed resource is made anew by an update.
    private mutating func mended(_ row: JSONValue) -> JSONValue {
        guard row["resource_status"]?.stringValue?.hasSuffix("_FAILED") == true else { return row }
        counter += 1
        var row = row
        row["physical_resource_id"] = .string("made-\(counter)")
        row["resource_status"] = "CREATE_COMPLETE"
        row["resource_status_reason"] = "state changed"
        return row
    }

    /// Answers a call; nil where the answer is lost.
    mutating func handle(_ call: LabOpenStackCall) -> LabOpenStackAnswer? {
        calls.append(call)
        var fault: LabHeatFault.Kind?
        if let index = faults.firstIndex(where: { $0.method == call.method && call.path.hasSuffix($0.pathSuffix) }) {
            fault = faults[index].kind
            faults[index].count -= 1
            if faults[index].count == 0 { faults.remove(at: index) }
        }
        switch fault {
        case .refuse(let status, let pause, let type, let message):
            var answer = LabOpenStackAnswer.heatError(status, type, message)
            if let pause { answer.headers["Retry-After"] = String(pause) }
            return answer
        case .loseCall:
            return nil
        case .loseAnswer:
            _ = answer(call)
            return nil
        case nil:
            return answer(call)
        }
    }

    private mutating func answer(_ call: LabOpenStackCall) -> LabOpenStackAnswer {
        if call.path == "/v3/auth/tokens" { return authenticate(call) }
        guard let token = call.token, validTokens.contains(token) else {
            return .unauthorized
        }
        let segments = call.path.split(separator: "/").map(String.init)
        guard segments.count >= 3, segments[0] == "v1", segments[2] == "stacks" else {
            return .heatError(404, "HTTPNotFound", "no such path")
        }
        switch (call.method, segments.count) {
        case ("GET", 3): return list(call)
        case ("POST", 3): return create(call)
        default: break
        }
        if segments.count == 7, segments[5] == "resources" { return resource(call, stack: segments[4], name: segments[6]) }
        guard segments.count >= 5, let index = stacks.firstIndex(where: { $0.id == segments[4] && $0.name == segments[3] }) else {
            return .heatError(404, "EntityNotFound", "The Stack (\(segments.dropFirst(3).joined(separator: "/"))) could not be found.")
        }
        switch (call.method, segments.count > 5 ? segments[5] : "") {
        case ("GET", ""): return LabOpenStackAnswer(status: 200, body: ["stack": stacks[index].row(whole: true)])
        case ("GET", "resources"): return LabOpenStackAnswer(status: 200, body: ["resources": .array(stacks[index].resources)])
        case ("GET", "events"): return LabOpenStackAnswer(status: 200, body: ["events": []])
        case ("PUT", "preview"), ("PATCH", "preview"): return previewed(stacks[index], call)
        case ("PUT", ""): return update(index, call)
        case ("POST", "actions"): return act(index, call)
        case ("DELETE", ""):
            stacks[index].action = "DELETE"
            stacks[index].progress = "IN_PROGRESS"
            stacks[index].reason = "Stack DELETE started"
            return LabOpenStackAnswer(status: 204)
        default: return .heatError(404, "HTTPNotFound", "no such path")
        }
    }

    private func previewed(_ stack: LabHeatStack, _ call: LabOpenStackCall) -> LabOpenStackAnswer {
        if refusesNestedPreview, call.query["show_nested"] != nil {
            return .heatError(400, "HTTPBadRequest", "The server could not comply with the request since it is either malformed")
        }
        let isIdle = call.body["template"] == nil && (call.body["parameters"]?.objectValue ?? [:]).isEmpty
        var changes = isIdle ? [:] : preview
        let failed = stack.resources.filter { $0["resource_status"]?.stringValue?.hasSuffix("_FAILED") == true }
        changes["replaced"] = .array((changes["replaced"]?.arrayValue ?? []) + (idlePreview["replaced"]?.arrayValue ?? []) + failed)
        return LabOpenStackAnswer(status: 200, body: ["resource_changes": changes])
    }

    /// A resource of a stack or of one nested in it: shown with what its service has, or marked as unhealthy.
    private mutating func resource(_ call: LabOpenStackCall, stack: String, name: String) -> LabOpenStackAnswer {
        for index in stacks.indices {
            let row = stacks[index].resources.firstIndex {
                $0["resource_name"]?.stringValue == name
                    && ($0["links"]?[0]?["href"]?.stringValue.map { $0.hasSuffix("/\(stack)") } ?? (stacks[index].id == stack))
            }
            guard let row else { continue }
            switch call.method {
            case "GET":
                var shown = stacks[index].resources[row]
                shown["attributes"] = attributes(
                    shown, isLost: stacks[index].lost.contains(shown["physical_resource_id"]?.stringValue ?? ""))
                return LabOpenStackAnswer(status: 200, body: ["resource": shown])
            case "PATCH" where call.body["mark_unhealthy"] == true:
                stacks[index].resources[row]["resource_status"] = "CHECK_FAILED"
                stacks[index].resources[row]["resource_status_reason"] = call.body["resource_status_reason"] ?? ""
                return LabOpenStackAnswer(status: 200)
            default: return .heatError(400, "HTTPBadRequest", "no such call")
            }
        }
        return .heatError(404, "EntityNotFound", "The Resource (\(name)) could not be found in Stack \(stack).")
    }

    private func attributes(_ row: JSONValue, isLost: Bool) -> JSONValue {
        guard row["resource_type"] == "OS::Nova::Server" else { return isLost ? [:] : ["name": row["resource_name"] ?? ""] }
        return isLost
            ? ["addresses": "", "accessIPv4": "", "networks": "", "name": row["resource_name"] ?? ""]
            : ["id": row["physical_resource_id"] ?? "", "status": "ACTIVE", "accessIPv4": ""]
    }

    private mutating func authenticate(_ call: LabOpenStackCall) -> LabOpenStackAnswer {
        let identity = call.body["auth"]?["identity"]
        let given = identity?["password"]?["user"]?["password"] ?? identity?["application_credential"]?["secret"]
        guard given?.stringValue == password else {
            return .unauthorized
        }
        counter += 1
        let token = "token-\(counter)"
        validTokens.insert(token)
        let (hours, minutes, seconds) = (tokenLifetime / 3600, tokenLifetime / 60 % 60, tokenLifetime % 60)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return .token(
            token, expires: "2026-11-22T\(two(hours)):\(two(minutes)):\(two(seconds)).000000Z", type: "orchestration", service: "heat",
            url: url + "/v1/p1")
    }

    private func list(_ call: LabOpenStackCall) -> LabOpenStackAnswer {
        if call.query["tags"] != nil, call.query["name"] ?? call.query["status"] != nil {
            // The real Heat 27 joins the tags' table and then looks for the other filter's column there.
            return .heatError(
                500, "InvalidRequestError", "The server has either erred or is incapable of performing the requested operation.")
        }
        var rows = stacks
        if let id = call.query["id"] { rows = rows.filter { $0.id == id } }
        if let name = call.query["name"] { rows = rows.filter { $0.name == name } }
        if let progress = call.query["status"] { rows = rows.filter { $0.progress == progress } }
        if let tags = call.query["tags"]?.split(separator: ",").map(String.init) { rows = rows.filter { Set(tags).isSubset(of: $0.tags) } }
        if let tags = call.query["tags_any"]?.split(separator: ",").map(String.init) {
            rows = rows.filter { !Set(tags).isDisjoint(with: $0.tags) }
        }
        if let marker = call.query["marker"], let index = rows.firstIndex(where: { $0.id == marker }) { rows = Array(rows[(index + 1)...]) }
        if let limit = call.query["limit"].flatMap(Int.init) { rows = Array(rows.prefix(limit)) }
        return LabOpenStackAnswer(status: 200, body: ["stacks": .array(rows.map { $0.row(whole: false) })])
    }

    private mutating func create(_ call: LabOpenStackCall) -> LabOpenStackAnswer {
        guard let name = call.body["stack_name"]?.stringValue else { return .heatError(400, "HTTPBadRequest", "No stack name specified") }
        guard !stacks.contains(where: { $0.name == name }) else {
            return .heatError(409, "StackExists", "The Stack (\(name)) already exists.")
        }
        counter += 1
        var stack = LabHeatStack(
            id: "id-\(counter)", name: name, action: "CREATE", progress: "IN_PROGRESS", reason: "Stack CREATE started", tags: [],
            parameters: [:],
            template: .null, files: [:])
        Self.fill(&stack, call.body)
        let resources = (stack.template["resources"]?.objectValue ?? [:]).sorted { $0.key < $1.key }
        stack.resources = resources.map { name, resource in
            LabHeatStack.resource(
                name, resource["type"]?.stringValue ?? "", id: "\(stack.id)-\(name)", stack: (name: stack.name, id: stack.id))
        }
        stacks.append(stack)
        return LabOpenStackAnswer(status: 201, body: ["stack": ["id": .string(stack.id), "links": []]])
    }

    private mutating func update(_ index: Int, _ call: LabOpenStackCall) -> LabOpenStackAnswer {
        if stacks[index].progress == "IN_PROGRESS" { overlappingUpdates += 1 }
        counter += 1
        Self.fill(&stacks[index], call.body)
        stacks[index].action = "UPDATE"
        stacks[index].progress = "IN_PROGRESS"
        stacks[index].reason = "Stack UPDATE started"
        stacks[index].updated = counter
        stacks[index].updates += 1
        return LabOpenStackAnswer(status: 202)
    }

    private mutating func act(_ index: Int, _ call: LabOpenStackCall) -> LabOpenStackAnswer {
        guard call.body.objectValue?.keys.contains("cancel_without_rollback") == true else {
            return .heatError(400, "HTTPBadRequest", "no such action")
        }
        guard stacks[index].progress == "IN_PROGRESS", ["CREATE", "UPDATE"].contains(stacks[index].action) else {
            return .heatError(400, "NotSupported", "Cancelling update when stack is \(stacks[index].status) is not supported.")
        }
        stacks[index].progress = "FAILED"
        stacks[index].reason = "Stack \(stacks[index].action) cancelled"
        return LabOpenStackAnswer(status: 202)
    }

    private static func fill(_ stack: inout LabHeatStack, _ body: JSONValue) {
        stack.tags = (body["tags"]?.stringValue ?? "").split(separator: ",").map(String.init)
        stack.parameters = body["parameters"]?.objectValue ?? [:]
        stack.template = body["template"] ?? .null
        stack.files = body["files"]?.objectValue ?? [:]
        stack.timeoutMinutes = body["timeout_mins"]?.intValue
    }
}
