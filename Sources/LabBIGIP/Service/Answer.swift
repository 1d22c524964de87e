import JSON

/// What goes back to a client.
struct Answer: Sendable {
    let status: Int
    let body: JSONValue?

    init(_ body: JSONValue?, status: Int = 200) {
        self.status = status
        self.body = body
    }

    init(_ error: IControlError) {
        status = error.status
        body = error.body
    }
}
