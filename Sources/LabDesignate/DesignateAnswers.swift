import LabOpenStack

extension LabOpenStackAnswer {
    static func error(_ status: Int, _ type: String, _ message: String) -> LabOpenStackAnswer {
        LabOpenStackAnswer(
            status: status,
            body: ["code": .integer(Int64(status)), "type": .string(type), "message": .string(message), "request_id": "req-lab"])
    }
}
