/// Where an object that is to be stored comes from, which decides what its version means.
enum StoreSource: Sendable, Equatable {
    /// A full list: the present, also where a version is lower than the stored one.
    case list
    /// A full list of a server whose versions have gone back: the same version may be another content.
    case listAfterReset
    /// A watch that began after that version, 0 where versions have no order: only what is newer than the stored object counts.
    case watch(after: UInt64)
}
