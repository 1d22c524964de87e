/// Names a member of a pool.
struct MemberID: Hashable, Sendable, Comparable {
    let pool: ObjectPath
    let member: ObjectPath

    static func < (left: MemberID, right: MemberID) -> Bool { (left.pool, left.member) < (right.pool, right.member) }
}
