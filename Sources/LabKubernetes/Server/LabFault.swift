/// A fault that a test asks for, and the requests it is for.
public struct LabFault: Sendable {
    /// What happens to a request instead of, or around, its answer.
    public enum Action: Sendable, Equatable {
        /// It is refused with a status; nothing is written.
        case fail(code: Int, reason: String = "InternalError", message: String = "fault injected by a test")
        /// It waits, then goes on as usual.
        case delay(Duration)
        /// The connection ends; nothing is written.
        case drop
        /// It is carried out, and the connection ends without an answer.
        case loseResponse
        /// It is not carried out, and is answered with this instead: a 429 with `Retry-After`, a proxy's page, anything.
        case answer(code: Int, headers: [String: String] = [:], body: [UInt8] = [])
        /// It is carried out, and the connection is reset (TCP RST, no word of TLS) at that place of the answer.
        case cut(Cut)
        /// It is carried out, and nothing more comes from that place of the answer on, while the connection stays: half open.
        case stall(Cut)
    }

    /// A place in an answer or a watch.
    public enum Cut: Sendable, Equatable {
        /// Amid the header fields.
        case inHeaders
        /// After the header fields, before the first byte of the body.
        case afterHeaders
        /// Amid the body, or the first event of a watch.
        case inObject
        /// After that many events of a watch, bookmarks among them, or items of a list; 0 is before the first.
        case betweenEvents(after: Int)
    }

    /// What happens.
    public var action: Action
    /// How many matching requests meet the fault.
    public var count: Int
    /// The verb (`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, ...); nil for any.
    public var verb: String?
    /// The plural name of the resource, with its subresource if any (`ingresses/status`); nil for any.
    public var resource: String?
    /// The namespace; nil for any.
    public var namespace: String?
    /// The object's name; nil for any.
    public var name: String?
    /// The user's name; nil for any.
    public var user: String?

    /// Describes a fault.
    public init(
        _ action: Action, count: Int = 1, verb: String? = nil, resource: String? = nil, namespace: String? = nil, name: String? = nil,
        user: String? = nil
    ) {
        self.action = action
        self.count = count
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
        self.name = name
        self.user = user
    }

    func matches(_ access: AccessRequest, user: String) -> Bool {
        (verb == nil || verb == access.verb) && (resource == nil || resource == access.fullResource)
            && (namespace == nil || namespace == access.namespace)
            && (name == nil || name == access.name) && (self.user == nil || self.user == user)
    }
}
