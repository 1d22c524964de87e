import OpenStackAPI

/// How record sets are marked as a stack's: by a description on each, which Designate can be asked for, and for everybody to see by a TXT
/// record beside each name.
public struct NamesOwner: Sendable, Hashable {
    /// The UID of the Ingress.
    public var uid: String
    /// The Ingress, for people: `shop/web`.
    public var title: String

    /// Makes an owner.
    public init(uid: String, title: String) {
        self.uid = uid
        self.title = title
    }

    /// The description of each of its record sets.
    public var description: String { "ake-ingress-controller \(uid)" }

    /// The text of its TXT records, as a zone file has it.
    public var text: String {
        // A text in a zone file has at most 255 characters.
        let shown = title.utf8.count <= 160 ? title : title.prefix(157) + "..."
        return "\"heritage=ake-ingress-controller,ingress=\(shown),uid=\(uid)\""
    }

    /// Where the TXT record of a name is: on a name of its own, since a wildcard or an alias may stand at the name itself. No Ingress can have
    /// such a host, because of the underscore.
    public static func marker(of name: String) -> String {
        "_ake-owner." + (name.hasPrefix("*.") ? "_any." + name.dropFirst(2) : name)
    }

    /// Whether a record set is this owner's.
    public func owns(_ recordSet: Designate.RecordSet) -> Bool { recordSet.description == description }
}
