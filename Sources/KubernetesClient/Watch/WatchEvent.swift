import JSON
import KubernetesAPI

/// One event of a watch.
///
/// See <https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes>.
public enum WatchEvent<Object: ObjectWithMetadata>: Sendable, Decodable {
    /// The object is new, or newly selected.
    case added(Object)
    /// The object has changed.
    case modified(Object)
    /// The object is gone, or no longer selected; its last state.
    case deleted(Object)
    /// Something happened to an object that its type cannot hold; `isDeleted` when it is gone.
    case undecodable(UndecodableObject, isDeleted: Bool)
    /// Nothing happened up to this version. With `initialEventsEnd` the initial state has been sent whole.
    case bookmark(resourceVersion: String, initialEventsEnd: Bool)
    /// The watch is over; 410 means that its version is too old.
    case error(Status)

    private enum CodingKeys: String, CodingKey { case type, object }
    private struct Bookmark: Decodable { var metadata: ObjectMeta }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        switch try values.decode(String.self, forKey: .type) {
        case let type where type == "ADDED" || type == "MODIFIED" || type == "DELETED":
            switch try values.decode(LenientlyDecoded<Object>.self, forKey: .object) {
            case .object(let object): self = type == "ADDED" ? .added(object) : type == "MODIFIED" ? .modified(object) : .deleted(object)
            case .undecodable(let object): self = .undecodable(object, isDeleted: type == "DELETED")
            }
        case "BOOKMARK":
            let metadata = try values.decode(Bookmark.self, forKey: .object).metadata
            self = .bookmark(
                resourceVersion: metadata.resourceVersion ?? "",
                initialEventsEnd: metadata.annotations["k8s.io/initial-events-end"] == "true")
        case "ERROR": self = .error(try values.decode(Status.self, forKey: .object))
        case let other:
            throw DecodingError.dataCorruptedError(forKey: .type, in: values, debugDescription: "unknown event type \"\(other)\"")
        }
    }
}

private enum EventMember: String, CaseIterable { case type, object }
// A generic type has no stored static properties.
private let eventNames = JSONNames(EventMember.self)

extension WatchEvent: JSONProjectable {
    /// Reads an event. Servers send the type first, so that the object is read in one go; another order costs a second look.
    public init(reading reader: inout JSONPullReader) throws(JSONError) {
        var type: String?
        var object: JSONPullReader.Mark?
        var event: (type: String, value: Self)?
        try reader.beginObject()
        while let member = try reader.nextMember(in: eventNames) {
            switch member {
            case .type: type = try reader.string()
            case .object:
                object = reader.mark()
                event = nil
                if let type { event = (type, try Self(type: type, object: &reader)) }
            }
        }
        guard let type else { throw reader.missing("type") }
        guard let object else { throw reader.missing("object") }
        if let event, event.type == type {
            self = event.value
        } else {
            let end = reader.mark()
            reader.go(to: object)
            self = try Self(type: type, object: &reader)
            reader.go(to: end)
        }
    }

    private init(type: String, object reader: inout JSONPullReader) throws(JSONError) {
        switch type {
        case "ADDED", "MODIFIED", "DELETED":
            switch try reader.read(LenientlyDecoded<Object>.self) {
            case .object(let object): self = type == "ADDED" ? .added(object) : type == "MODIFIED" ? .modified(object) : .deleted(object)
            case .undecodable(let object): self = .undecodable(object, isDeleted: type == "DELETED")
            }
        case "BOOKMARK":
            let metadata = try reader.decode(Bookmark.self).metadata
            self = .bookmark(
                resourceVersion: metadata.resourceVersion ?? "",
                initialEventsEnd: metadata.annotations["k8s.io/initial-events-end"] == "true")
        case "ERROR": self = .error(try reader.read())
        default: throw reader.mismatch("the object of a known type of event")
        }
    }
}
