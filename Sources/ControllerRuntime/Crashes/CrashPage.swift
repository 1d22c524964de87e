import KubernetesAPI

/// One key in work as it stands in a page of the journal's file: a byte that says whether it counts, the length, and the words between zeros.
struct CrashPage: Sendable, Hashable {
    static let size = 1024

    var suspect: CrashSuspect
    var isSuspect: Bool

    /// The page's bytes; `nil` when they do not fit.
    var bytes: [UInt8]? {
        let key = suspect.identity.key
        let words = [
            suspect.identity.controller, key.namespace == nil ? "0" : "1", key.namespace ?? "", key.name,
            suspect.fingerprint == nil ? "0" : "1", suspect.fingerprint ?? "",
        ]
        let text = Array(words.joined(separator: "\0").utf8)
        guard text.count <= Self.size - 3 else { return nil }
        return [isSuspect ? 2 : 1, UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)] + text
    }

    init(_ suspect: CrashSuspect, isSuspect: Bool) {
        self.suspect = suspect
        self.isSuspect = isSuspect
    }

    /// Reads a page; `nil` when nothing was in work there, or it is none.
    init?(_ page: ArraySlice<UInt8>) {
        var bytes = page.makeIterator()
        guard let state = bytes.next(), state == 1 || state == 2, let low = bytes.next(), let high = bytes.next() else { return nil }
        let text = page.dropFirst(3).prefix(Int(low) | Int(high) << 8)
        let words = text.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 6, !words[3].isEmpty else { return nil }
        let key = ObjectKey(namespace: words[1] == "1" ? words[2] : nil, name: words[3])
        self.suspect = CrashSuspect(
            identity: .init(controller: words[0], key: key), fingerprint: words[4] == "1" ? words[5] : nil, crashes: 0)
        self.isSuspect = state == 2
    }
}
