import JSON
import KubernetesAPI
import KubernetesClient

extension KubernetesClient {
    /// Adds a finalizer, if the object has it not.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when the object has changed since it was read: reconcile again.
    public func addFinalizer<Object: KubernetesObject>(_ finalizer: String, to object: Object) async throws {
        guard !object.metadata.finalizers.contains(finalizer) else { return }
        try await setFinalizers(object.metadata.finalizers + [finalizer], of: object)
    }

    /// Removes a finalizer, if the object has it. An object that is gone meanwhile counts as done.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when the object has changed since it was read: reconcile again.
    public func removeFinalizer<Object: KubernetesObject>(_ finalizer: String, from object: Object) async throws {
        guard object.metadata.finalizers.contains(finalizer) else { return }
        do {
            try await setFinalizers(object.metadata.finalizers.filter { $0 != finalizer }, of: object)
        } catch let error as KubernetesError where error.isNotFound {}
    }

    // The list is replaced whole, so the version goes with it: a finalizer that somebody added meanwhile is not lost.
    private func setFinalizers<Object: KubernetesObject>(_ finalizers: [String], of object: Object) async throws {
        var metadata: JSONValue = ["finalizers": .array(finalizers.map { .string($0) })]
        if let version = object.metadata.resourceVersion { metadata["resourceVersion"] = .string(version) }
        if let uid = object.metadata.uid { metadata["uid"] = .string(uid) }
        try await patch(
            Object.self, object.metadata.name, namespace: object.metadata.namespace, with: .merge(["metadata": metadata]))
    }
}
