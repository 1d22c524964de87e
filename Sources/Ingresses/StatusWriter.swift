import ControllerRuntime
import JSON
import KubernetesAPI
import KubernetesClient

/// Keeps the ``IngressStatus`` beside an Ingress. Two controllers write to it, each its own conditions by server-side apply.
struct StatusWriter: Sendable {
    let client: KubernetesClient
    let fieldManager: String
    /// The fields, besides conditions, that this writer is responsible for.
    var fields = ["observedGeneration", "loadBalancerClass", "heatStack", "replicas", "address"]
    /// The types of conditions that this writer may take away.
    var mayRemove: Set<String> = []

    /// Writes what is not there yet.
    ///
    /// - Parameters:
    ///   - status: only what this writer is responsible for.
    ///   - present: the object as it is known, if it is this Ingress'.
    func write(_ status: IngressStatusStatus, on ingress: Ingress, present: IngressStatus?) async throws {
        let wanted = try JSONValue(encoding: status)
        if let known = present?.status, says(try JSONValue(encoding: known), wanted) { return }
        if present == nil { try await create(for: ingress) }
        let body: JSONValue = [
            "apiVersion": .string(IngressStatus.resource.apiVersion), "kind": .string(IngressStatus.resource.kind),
            "metadata": ["name": .string(ingress.metadata.name)], "status": wanted,
        ]
        try await client.patch(
            IngressStatus.self, ingress.metadata.name, namespace: ingress.metadata.namespace, subresource: "status",
            with: .apply(body, fieldManager: fieldManager, force: true))
    }

    /// Removes the object.
    func remove(_ present: IngressStatus) async throws {
        do {
            try await client.delete(
                IngressStatus.self, present.metadata.name, namespace: present.metadata.namespace,
                options: DeleteOptions(preconditions: .init(uid: present.metadata.uid)))
        } catch let error as KubernetesError where error.isNotFound {}
    }

    private func create(for ingress: Ingress) async throws {
        do {
            try await client.create(
                IngressStatus(
                    metadata: ObjectMeta(
                        name: ingress.metadata.name, namespace: ingress.metadata.namespace,
                        ownerReferences: [ingress.ownerReference()])))
        } catch let error as KubernetesError where error.isAlreadyExists {
            let found = try await client.getIfPresent(
                IngressStatus.self, ingress.metadata.name, namespace: ingress.metadata.namespace)
            guard let found, found.metadata.controllerReference?.uid != ingress.metadata.uid else { return }
            // An earlier Ingress of the same name, whose words are not this one's.
            try await remove(found)
            throw error
        }
    }

    // Whether it says what is wanted; what others have written beside it does not count.
    private func says(_ present: JSONValue, _ wanted: JSONValue) -> Bool {
        let conditions = present["conditions"]?.arrayValue ?? []
        return fields.allSatisfy { present[$0] == wanted[$0] }
            && (wanted["conditions"]?.arrayValue ?? []).allSatisfy { conditions.contains($0) }
            && conditions.compactMap { $0["type"]?.stringValue }.filter(mayRemove.contains).allSatisfy { type in
                (wanted["conditions"]?.arrayValue ?? []).contains { $0["type"]?.stringValue == type }
            }
    }
}
