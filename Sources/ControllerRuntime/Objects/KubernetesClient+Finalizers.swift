import JSON
import KubernetesAPI
import KubernetesClient

/// See <https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/>. Other finalizers are never lost, and neither is anything
/// else that somebody changes meanwhile.
extension KubernetesClient {
    /// Adds a finalizer, if the object has it not.
    ///
    /// - Throws: ``KubernetesError``; `isConflict` when the object has changed since it was read: reconcile again.
    public func addFinalizer<Object: KubernetesObject>(_ finalizer: String, to object: Object) async throws {
        let finalizers = object.metadata.finalizers
        guard !finalizers.contains(finalizer) else { return }
        // The list is replaced whole, so the version goes with it: a finalizer that somebody added meanwhile is not lost.
        var metadata: JSONValue = ["finalizers": .array((finalizers + [finalizer]).map { .string($0) })]
        metadata["resourceVersion"] = object.metadata.resourceVersion.map { .string($0) }
        metadata["uid"] = object.metadata.uid.map { .string($0) }
        try await patch(
            Object.self, object.metadata.name, namespace: object.metadata.namespace, with: .merge(["metadata": metadata]))
    }

    /// Removes a finalizer, if the object has it, whatever else has changed since it was read. An object that is gone meanwhile, or has been
    /// replaced by another one of the same name, counts as done.
    ///
    /// - Throws: ``KubernetesError``.
    public func removeFinalizer<Object: KubernetesObject>(_ finalizer: String, from object: Object) async throws {
        var object = object
        var attempts = 0
        while let index = object.metadata.finalizers.firstIndex(of: finalizer) {
            attempts += 1
            let place = JSONValue.string("/metadata/finalizers/\(index)")
            var operations: [JSONValue] = [
                ["op": "test", "path": place, "value": .string(finalizer)], ["op": "remove", "path": place],
            ]
            if let uid = object.metadata.uid {
                operations.insert(["op": "test", "path": "/metadata/uid", "value": .string(uid)], at: 0)
            }
            do {
                object = try await patch(
                    Object.self, object.metadata.name, namespace: object.metadata.namespace, with: .json(.array(operations)))
            } catch let error as KubernetesError where error.isNotFound {
                return
            } catch let error as KubernetesError where (error.isInvalid || error.isConflict) && attempts < 4 {
                // A test has failed: the finalizer stands elsewhere by now, or it is another object.
                let fresh = try await getIfPresent(Object.self, object.metadata.name, namespace: object.metadata.namespace)
                guard let fresh, fresh.metadata.uid == object.metadata.uid else { return }
                object = fresh
            }
        }
    }
}
