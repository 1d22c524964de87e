import JSON

/// A refusal, with the status, number and words of iControl REST: what a client of a real BIG-IP would have to understand.
struct IControlError: Error, Sendable, Hashable {
    /// HTTP status.
    let status: Int
    let message: String
    /// 3 for a refusal of MCP, 1 for one of the REST layer.
    let apiError: Int

    init(_ status: Int, _ message: String, apiError: Int = 3) {
        self.status = status
        self.message = message
        self.apiError = apiError
    }

    /// The body that carries it.
    var body: JSONValue {
        ["code": .integer(Int64(status)), "message": .string(message), "errorStack": [], "apiError": .integer(Int64(apiError))]
    }

    static func notFound(_ noun: String, _ path: ObjectPath) -> IControlError {
        IControlError(404, "01020036:3: The requested \(noun) (\(path)) was not found.")
    }

    static func exists(_ noun: String, _ path: ObjectPath) -> IControlError {
        IControlError(409, "01020066:3: The requested \(noun) (\(path)) already exists in partition \(path.partition).")
    }

    static func folderMissing(_ noun: String, _ path: ObjectPath) -> IControlError {
        IControlError(400, "01070734:3: Configuration error: Can't associate \(noun) (\(path)) folder does not exist")
    }

    static func poolInUse(_ pool: ObjectPath, by virtual: ObjectPath) -> IControlError {
        IControlError(400, "01070265:3: The Pool (\(pool)) cannot be deleted because it is in use by a Virtual Server (\(virtual)).")
    }

    static func monitorInUse(_ monitor: ObjectPath) -> IControlError {
        IControlError(400, "01070083:3: Monitor \(monitor) is in use.")
    }

    static func nodeInUse(_ node: ObjectPath, by pool: ObjectPath) -> IControlError {
        IControlError(400, "01070110:3: Node address '\(node)' is referenced by a member of pool '\(pool)'.")
    }

    static func sharesDestination(_ virtual: ObjectPath, with other: ObjectPath) -> IControlError {
        IControlError(
            400,
            "01070333:3: Virtual Server \(virtual) illegally shares destination address, source address, service port, "
                + "and ip-protocol with Virtual Server \(other).")
    }

    static func unknownProperty(_ name: String) -> IControlError {
        IControlError(400, "\"\(name)\" unknown property", apiError: 1)
    }

    static func invalidValue(_ property: String, _ value: String) -> IControlError {
        IControlError(400, "invalid property value \"\(property)\":\"\(value)\"", apiError: 1)
    }

    static func configuration(_ text: String) -> IControlError {
        IControlError(400, "01070734:3: Configuration error: \(text)")
    }

    static let notRegistered = IControlError(404, "Public URI path not registered", apiError: 1)
    static let notAllowed = IControlError(405, "Operation is not supported on component.", apiError: 1)
}
