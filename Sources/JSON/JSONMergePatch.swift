/// JSON Merge Patch (RFC 7386), the `application/merge-patch+json` of the Kubernetes API.
public enum JSONMergePatch {
    /// `target` with the patch applied: members set, `null` removes, anything but an object replaces.
    public static func applying(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var members = target.objectValue ?? [:]
        for (name, change) in changes {
            if change.isNull {
                members.removeValue(forKey: name)
            } else {
                members[name] = applying(change, to: members[name] ?? .null)
            }
        }
        return .object(members)
    }

    /// Applies the patch in place.
    public static func apply(_ patch: JSONValue, to target: inout JSONValue) {
        target = applying(patch, to: target)
    }

    /// `target` with the patch applied.
    public static func apply(_ patch: JSONValue, to target: JSONValue) -> JSONValue {
        applying(patch, to: target)
    }

    /// The smallest patch that turns `source` into `target`; an empty object when they are equal.
    ///
    /// A merge patch cannot say that a member is `null`: where `target` has one, applying the patch leaves it out.
    public static func difference(from source: JSONValue, to target: JSONValue) -> JSONValue {
        guard case .object(let old) = source, case .object(let new) = target else {
            return source == target ? .object([:]) : target
        }
        var changes: [String: JSONValue] = [:]
        for name in old.keys where new[name] == nil { changes[name] = .null }
        for (name, value) in new {
            guard let before = old[name] else {
                changes[name] = value
                continue
            }
            guard before != value else { continue }
            if case .object = before, case .object = value {
                changes[name] = difference(from: before, to: value)
            } else {
                changes[name] = value
            }
        }
        return .object(changes)
    }
}
