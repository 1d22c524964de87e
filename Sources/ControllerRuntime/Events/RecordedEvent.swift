import KubernetesAPI

/// Something that a controller has to say about an object.
struct RecordedEvent: Sendable, Hashable {
    var regarding: ObjectReference
    var related: ObjectReference?
    var type: String
    var reason: String
    var action: String
    var note: String

    /// What the API takes: at most 128 bytes of reason and action, 1,024 of note.
    init(regarding: ObjectReference, related: ObjectReference?, type: String, reason: String, action: String, note: String) {
        self.regarding = regarding
        // The same event on a later version of an object is the same event.
        self.regarding.resourceVersion = nil
        self.related = related
        self.related?.resourceVersion = nil
        self.type = type
        self.reason = Self.cut(reason, to: 128)
        self.action = Self.cut(action, to: 128)
        self.note = Self.cut(note, to: 1024)
    }

    /// Events live in their object's namespace, those on cluster-scoped objects in `default`.
    var namespace: String { regarding.namespace.flatMap { $0.isEmpty ? nil : $0 } ?? "default" }

    /// The name of an Event on this object: with the time, and never longer than names may be.
    func name(at time: Timestamp) -> String {
        let suffix = "." + String(UInt64(bitPattern: time.microseconds), radix: 16)
        var kept = (regarding.name ?? "object").prefix(253 - suffix.utf8.count)
        while kept.last == "." || kept.last == "-" { kept.removeLast() }
        return kept + suffix
    }

    private static func cut(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        // A character of UTF-8 has four bytes at most.
        for length in stride(from: limit, to: max(0, limit - 4), by: -1) {
            if let kept = String(text.utf8.prefix(length)) { return kept }
        }
        return ""
    }
}
