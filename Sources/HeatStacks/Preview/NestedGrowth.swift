import OpenStackAPI

/// What a group of nested templates grows by, from what its members have now: Heat 27 refuses to look into members that do not exist yet.
struct NestedGrowth: Sendable, Hashable {
    /// How many members the largest group has.
    var members: Int
    /// What one of them is made of.
    var parts: [Heat.UpdatePreview.Change]

    /// Finds the largest group of a stack's resources.
    init(_ resources: [Heat.Resource]) {
        let groups = resources.filter { $0.type == "OS::Heat::ResourceGroup" }
        let sizes = groups.map { group in resources.count { $0.stackID == group.physicalID } }
        guard let size = sizes.max(), size > 0, let index = sizes.firstIndex(of: size),
            let member = resources.first(where: { $0.stackID == groups[index].physicalID })
        else {
            (members, parts) = (0, [])
            return
        }
        members = size
        parts = resources.filter { $0.stackID == member.physicalID && PreviewSummary.isLeaf($0.type) }
            .map { Heat.UpdatePreview.Change(name: $0.name, type: $0.type) }
    }

    /// What is added for that many members; nothing if there are that many already, or no group is known.
    func added(_ wanted: Int?) -> [Heat.UpdatePreview.Change] {
        guard let wanted, members > 0, wanted > members, wanted - members <= 1000 else { return [] }
        return (members..<wanted).flatMap { _ in parts }
    }
}
