import JSON

/// A stack as the stand-in keeps it.
public struct LabHeatStack: Sendable {
    /// The id.
    public var id: String
    /// The name.
    public var name: String
    /// `CREATE`, `UPDATE`, ...
    public var action: String
    /// `IN_PROGRESS`, `COMPLETE` or `FAILED`.
    public var progress: String
    /// The sentence on the state.
    public var reason: String
    /// Seconds of the stand-in's clock when the last update began.
    public var updated: Int?
    /// The tags.
    public var tags: [String]
    /// The parameters.
    public var parameters: [String: JSONValue]
    /// The template.
    public var template: JSONValue
    /// The files.
    public var files: [String: JSONValue]
    /// The outputs.
    public var outputs: [String: JSONValue] = [:]
    /// The rows of its resource list.
    public var resources: [JSONValue] = []
    /// The physical ids of resources that somebody took away behind Heat's back.
    public var lost: Set<String> = []
    /// After how many minutes it gives an action up, as it was told.
    public var timeoutMinutes: Int?
    /// How many updates it was sent.
    public var updates = 0

    /// A stack of its parts.
    public init(
        id: String, name: String, action: String, progress: String, reason: String = "", tags: [String] = [],
        parameters: [String: JSONValue] = [:], template: JSONValue = .null, files: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.name = name
        self.action = action
        self.progress = progress
        self.reason = reason
        self.tags = tags
        self.parameters = parameters
        self.template = template
        self.files = files
    }

    /// A row of the resource list: of the stack itself, or of one nested in it.
    public static func resource(
        _ name: String, _ type: String, id: String, status: String = "CREATE_COMPLETE", reason: String = "state changed",
        stack: (name: String, id: String)
    ) -> JSONValue {
        [
            "resource_name": .string(name), "resource_type": .string(type), "physical_resource_id": .string(id),
            "resource_status": .string(status), "resource_status_reason": .string(reason),
            "links": [["rel": "stack", "href": .string("http://heat/v1/p1/stacks/\(stack.name)/\(stack.id)")]],
        ]
    }

    /// `CREATE_COMPLETE`, ...
    public var status: String { "\(action)_\(progress)" }

    func row(whole: Bool) -> JSONValue {
        var row: JSONValue = [
            "id": .string(id), "stack_name": .string(name), "stack_status": .string(status), "stack_status_reason": .string(reason),
            "creation_time": "2026-11-22T18:00:00Z", "tags": tags.isEmpty ? .null : .array(tags.map { .string($0) }), "parent": .null,
        ]
        row["updated_time"] = updated.map { .string("2026-11-22T18:\(Self.two($0 / 60 % 60)):\(Self.two($0 % 60))Z") } ?? .null
        if whole {
            row["parameters"] = .object(parameters)
            row["timeout_mins"] = timeoutMinutes.map { .integer(Int64($0)) } ?? .null
            row["outputs"] = .array(
                outputs.sorted { $0.key < $1.key }.map { ["output_key": .string($0.key), "output_value": $0.value, "description": ""] })
        }
        return row
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
