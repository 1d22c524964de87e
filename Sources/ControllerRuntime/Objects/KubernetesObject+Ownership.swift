import KubernetesAPI

/// See <https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/>.
extension KubernetesObject {
    /// Makes `owner` the one that controls this object: it is deleted with it, and its changes lead to it.
    ///
    /// - Throws: ``OwnerReferenceError``; nothing has changed then.
    public mutating func setController(_ owner: some KubernetesObject) throws(OwnerReferenceError) {
        if let other = metadata.controllerReference, other.uid != owner.metadata.uid {
            throw .alreadyControlled(object: key, by: other)
        }
        try addOwner(owner, isController: true)
    }

    /// Makes `owner` one of the owners of this object: it is deleted when all of them are.
    ///
    /// - Throws: ``OwnerReferenceError``; nothing has changed then.
    public mutating func addOwner(_ owner: some KubernetesObject) throws(OwnerReferenceError) {
        try addOwner(owner, isController: false)
    }

    /// Whether `owner`, and not an earlier object of its name, controls this one.
    public func isControlled(by owner: some KubernetesObject) -> Bool {
        owner.metadata.uid != nil && metadata.controllerReference?.uid == owner.metadata.uid
    }

    private mutating func addOwner(_ owner: some KubernetesObject, isController: Bool) throws(OwnerReferenceError) {
        guard let uid = owner.metadata.uid, !uid.isEmpty else { throw .noUID(owner: owner.key) }
        if type(of: owner).resource.isNamespaced, owner.metadata.namespace != metadata.namespace {
            throw .otherNamespace(object: key, owner: owner.key)
        }
        let reference = owner.ownerReference(controller: isController)
        if let index = metadata.ownerReferences.firstIndex(where: { $0.uid == uid }) {
            // Who controls goes on controlling when it is added as an owner only.
            if isController || metadata.ownerReferences[index].controller != true { metadata.ownerReferences[index] = reference }
        } else {
            metadata.ownerReferences.append(reference)
        }
    }
}
