/// Where one object is stored.
struct ObjectPlace: Hashable, Sendable {
    var resource: GroupResource
    var key: ObjectKey
}
