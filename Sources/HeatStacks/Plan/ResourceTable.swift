import KubernetesAPI
import OpenStackAPI

/// The stack's resources as a HeatStack's status shows them: pure.
struct ResourceTable: Sendable, Hashable {
    /// How many lines a status holds.
    static let limit = 64
    /// How long a line's reason is.
    static let reasonLimit = 256

    /// The lines; what failed first, then by name.
    var lines: [HeatStackResource]
    /// How many there are in all.
    var count: Int
    /// How many servers are complete.
    var servers: Int

    init(_ resources: [Heat.Resource]) {
        let sorted = Self.named(resources).sorted { left, right in
            left.1.status.isFailed != right.1.status.isFailed ? left.1.status.isFailed : left.0 < right.0
        }
        lines = sorted.prefix(Self.limit).map { name, resource in
            HeatStackResource(
                name: name, type: resource.type, physicalID: resource.physicalID.isEmpty ? nil : resource.physicalID,
                status: resource.status.text,
                reason: resource.status.isFailed ? String(resource.statusReason.prefix(Self.reasonLimit)) : nil)
        }
        count = resources.count
        servers = resources.count { $0.type == "OS::Nova::Server" && $0.status.progress == .complete && $0.status.action != .delete }
    }

    /// Each resource with its name below those of the stacks that it is nested in.
    static func named(_ resources: [Heat.Resource], among all: [Heat.Resource]? = nil) -> [(String, Heat.Resource)] {
        var owners: [String: Heat.Resource] = [:]
        for resource in all ?? resources where !resource.physicalID.isEmpty { owners[resource.physicalID] = resource }
        return resources.map { resource in
            var names = [resource.name]
            var current = resource
            while names.count < 10, let id = current.stackID, let parent = owners[id] {
                names.append(parent.name)
                current = parent
            }
            return (names.reversed().joined(separator: "/"), resource)
        }
    }
}
