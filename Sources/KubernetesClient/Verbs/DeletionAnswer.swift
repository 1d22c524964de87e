import KubernetesAPI

/// What the server says to a deletion: which of both is its choice, by kind and by what still holds the object.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-deletion>.
public enum DeletionAnswer<Object: ObjectWithMetadata>: Sendable, Decodable {
    /// The object: as it was when it went, or as it is until its finalizers or its grace period are over.
    case object(Object)
    /// It is done; `details.uid` says which object it was.
    case status(Status)

    private enum CodingKeys: String, CodingKey { case kind }

    public init(from decoder: any Decoder) throws {
        let kind = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .kind)
        self = kind == "Status" ? .status(try Status(from: decoder)) : .object(try Object(from: decoder))
    }

    /// The UID of the object that was deleted, where the server says.
    public var uid: String? {
        switch self {
        case .object(let object): object.metadata.uid
        case .status(let status): status.details?.uid
        }
    }
}
