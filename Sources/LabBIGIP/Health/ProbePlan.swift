/// One monitor watching one member: whom to ask, how, and how often.
struct ProbePlan: Hashable, Sendable {
    /// How the answer is got.
    enum Kind: Hashable, Sendable { case http, https, tcp }

    let member: MemberID
    let monitor: ObjectPath
    let kind: Kind
    let address: String
    let port: Int
    /// Bytes to send, with the escapes of the configuration resolved.
    let send: String
    /// Regular expression that the answer must match; empty: any answer will do (for tcp: that it connects).
    let receive: String
    let interval: Duration
    /// Without a good answer for so long the member is down.
    let timeout: Duration

    /// What identifies the watch while its settings change.
    struct ID: Hashable, Sendable {
        let member: MemberID
        let monitor: ObjectPath
    }

    var id: ID { ID(member: member, monitor: monitor) }
}
