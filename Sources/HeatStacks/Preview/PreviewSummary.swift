import OpenStackAPI
import OpenStackClient

/// What an update would do, in words: counts by kind of resource, without the groups and nested templates that Heat lists as updated each time.
public struct PreviewSummary: Sendable, Hashable {
    /// A resource that is concerned.
    public typealias Change = Heat.UpdatePreview.Change

    /// Made anew.
    public var added: [Change]
    /// Made anew in place of what is there.
    public var replaced: [Change]
    /// Removed.
    public var deleted: [Change]

    /// What matters of a preview. What is only changed where it is says nothing: Heat 27 lists there whatever refers to another resource, even
    /// if nothing changes.
    public init(_ preview: Heat.UpdatePreview) {
        added = preview.added.filter(Self.isLeaf)
        replaced = preview.replaced.filter(Self.isLeaf)
        deleted = preview.deleted.filter(Self.isLeaf)
    }

    /// The same without what Heat lists as replaced in any case: whatever takes a value from another resource, such as a port's address, since a
    /// preview does not know it. Heat is asked a second time, about no change at all; what it replaces then says nothing.
    static func real(
        _ preview: Heat.UpdatePreview, of stack: Heat.StackIdentity, _ heat: HeatClient
    ) async throws -> PreviewSummary {
        let summary = PreviewSummary(preview)
        guard !summary.replaced.isEmpty else { return summary }
        return summary.beyond(PreviewSummary(try await heat.previewChange(stack, parameters: [:]).changes))
    }

    /// The same without what `idle` replaces.
    func beyond(_ idle: PreviewSummary) -> PreviewSummary {
        var summary = self
        var known = idle.replaced
        summary.replaced.removeAll { change in
            guard let index = known.firstIndex(of: change) else { return false }
            known.remove(at: index)
            return true
        }
        return summary
    }

    /// Whether nothing is made, replaced or removed.
    public var isEmpty: Bool { added.isEmpty && replaced.isEmpty && deleted.isEmpty }

    /// `1 server and 1 pool member added, 0 replaced`; what is removed only if there is any.
    public var description: String {
        var parts: [String] = []
        if !added.isEmpty { parts.append("\(Self.counts(added)) added") }
        if !deleted.isEmpty { parts.append("\(Self.counts(deleted)) removed") }
        parts.append(replaced.isEmpty ? "0 replaced" : "\(Self.counts(replaced, isWhole: true)) replaced (\(Self.names(replaced)))")
        return parts.joined(separator: ", ")
    }

    /// The names of at most ten resources.
    static func names(_ changes: [Change]) -> String {
        let names = changes.map(\.name).sorted()
        return names.prefix(10).joined(separator: ", ") + (names.count > 10 ? ", ..." : "")
    }

    static func isLeaf(_ change: Change) -> Bool { isLeaf(change.type) }

    /// Whether a type is of something real, no nested stack.
    static func isLeaf(_ type: String) -> Bool {
        !type.hasSuffix(".yaml") && !type.hasSuffix(".template")
            && !["OS::Heat::ResourceGroup", "OS::Heat::AutoScalingGroup"].contains(type)
    }

    /// Counts of the kinds that people ask for; everything else together as `other resources`, if there is nothing but that or `isWhole`.
    static func counts(_ changes: [Change], isWhole: Bool = false) -> String {
        let kinds: [(String, String)] = [
            ("OS::Nova::Server", "server"), ("ADTECH::AXC::BIGIPPoolMember", "pool member"), ("ADTECH::AXC::BIGIPPool", "pool"),
            ("ADTECH::AXC::BIGIPVS", "virtual server"),
        ]
        var parts: [String] = kinds.compactMap { type, word in
            let count = changes.count { $0.type == type }
            return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        let others = changes.count { change in !kinds.contains { $0.0 == change.type } }
        if others > 0, isWhole || parts.isEmpty { parts.append("\(others) other resource\(others == 1 ? "" : "s")") }
        guard let last = parts.popLast() else { return "nothing" }
        return parts.isEmpty ? last : parts.joined(separator: ", ") + " and " + last
    }
}
