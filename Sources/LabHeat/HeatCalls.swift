import LabOpenStack

extension LabOpenStackCall {
    /// Whether it asks Heat for a list of stacks.
    public var isList: Bool { method == "GET" && path.hasSuffix("/stacks") }
}

extension LabOpenStackAnswer {
    static func heatError(_ status: Int, _ type: String, _ message: String) -> LabOpenStackAnswer {
        LabOpenStackAnswer(
            status: status,
            body: [
                "code": .integer(Int64(status)), "title": "Error", "explanation": "The server could not comply with the request.",
                "error": ["message": .string(message), "type": .string(type), "traceback": .null],
            ])
    }
}
