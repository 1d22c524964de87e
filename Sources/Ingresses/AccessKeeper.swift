import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient

/// Gives a stack's nodes their identity and rights, and takes them back. It writes only to what is the stack's own: an object of the needed
/// name that is somebody else's is left as it is and reported.
struct AccessKeeper: Sendable {
    let client: KubernetesClient
    let fieldManager: String

    /// Makes what is what should be.
    ///
    /// - Throws: ``IngressProblem`` when a name is taken.
    func apply(_ wanted: NodeAccess, over present: ObservedAccess, _ names: IngressNames) async throws {
        for one in wanted.serviceAccounts { try await ensure(one, among: present.serviceAccounts, names) }
        for one in wanted.roles { try await ensure(one, among: present.roles, names) }
        for one in wanted.roleBindings { try await ensure(one, among: present.roleBindings, names) }
        try await ensure(wanted.clusterRole, among: present.clusterRoles, names)
        try await ensure(wanted.clusterRoleBinding, among: present.clusterRoleBindings, names)
        // Namespaces that are no longer served: the binding first, since it is what gives.
        for one in present.roleBindings where !wanted.roleBindings.contains(where: { $0.key == one.key }) { try await remove(one, names) }
        for one in present.roles where !wanted.roles.contains(where: { $0.key == one.key }) { try await remove(one, names) }
    }

    /// Takes everything back. The Secret goes first: from then on nothing new starts with its token; the ServiceAccounts next: with them
    /// every token that was given dies at once.
    func revoke(_ present: ObservedAccess, _ names: IngressNames) async throws {
        if let secret = try await client.getIfPresent(Secret.self, names.shared, namespace: names.namespace) {
            try await remove(secret, names)
        }
        for one in present.serviceAccounts { try await remove(one, names) }
        for one in present.roleBindings { try await remove(one, names) }
        for one in present.clusterRoleBindings { try await remove(one, names) }
        for one in present.roles { try await remove(one, names) }
        for one in present.clusterRoles { try await remove(one, names) }
    }

    /// Writes the Secret with the nodes' credential.
    ///
    /// - Throws: ``IngressProblem`` when the name is taken.
    func write(_ secret: Secret, _ names: IngressNames) async throws {
        if let present = try await client.getIfPresent(Secret.self, names.shared, namespace: names.namespace) {
            try check(present, names)
            try await apply(secret, uid: present.metadata.uid)
        } else {
            try await client.create(secret)
        }
    }

    private func ensure<Object: AccessObject>(_ wanted: Object, among present: [Object], _ names: IngressNames) async throws {
        if let known = present.first(where: { $0.key == wanted.key }) { return try await update(known, to: wanted, names) }
        do {
            try await client.create(wanted)
        } catch let error as KubernetesError where error.isAlreadyExists {
            // Ours, and the cache does not know yet; or somebody else's, which the cache never shows.
            guard let found = try await client.getIfPresent(Object.self, wanted.metadata.name, namespace: wanted.metadata.namespace) else {
                throw error
            }
            try await update(found, to: wanted, names)
        }
    }

    private func update<Object: AccessObject>(_ present: Object, to wanted: Object, _ names: IngressNames) async throws {
        try check(present, names)
        if present.grants(wanted) { return }
        guard present.canBecome(wanted) else {
            try await remove(present, names)
            try await client.create(wanted)
            return
        }
        try await apply(wanted, uid: present.metadata.uid)
    }

    private func apply<Object: KubernetesObject>(_ object: Object, uid: String?) async throws {
        var body = try JSONValue(encoding: object)
        body["apiVersion"] = .string(Object.resource.apiVersion)
        body["kind"] = .string(Object.resource.kind)
        // With the UID: should the object have been replaced since it was read, the server refuses.
        if let uid { body["metadata"]?["uid"] = .string(uid) }
        try await client.patch(
            Object.self, object.metadata.name, namespace: object.metadata.namespace,
            with: .apply(body, fieldManager: fieldManager, force: true))
    }

    private func remove<Object: KubernetesObject>(_ object: Object, _ names: IngressNames) async throws {
        guard names.own(object.metadata) else { return }
        do {
            try await client.delete(
                Object.self, object.metadata.name, namespace: object.metadata.namespace,
                options: DeleteOptions(preconditions: .init(uid: object.metadata.uid)))
        } catch let error as KubernetesError where error.isNotFound {}
    }

    private func check<Object: KubernetesObject>(_ object: Object, _ names: IngressNames) throws {
        if names.own(object.metadata) { return }
        let owner = object.metadata.controllerReference.map { "belongs to \($0.kind) \($0.name)" } ?? "was not made for this Ingress"
        throw IngressProblem(
            .nameTaken, field: "\(Object.resource.kind) \(object.key)", problem: "it exists and \(owner), so it is left as it is",
            remedy: "Delete or rename it, or rename the Ingress")
    }
}
