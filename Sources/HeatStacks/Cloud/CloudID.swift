import KubernetesAPI

/// Which cloud a HeatStack's stack is in: what names it, not what is in it.
public struct CloudID: Sendable, Hashable, CustomStringConvertible {
    /// The Secret with clouds.yaml; nil for the controller's own file.
    public var secret: ObjectKey?
    /// The key in the Secret.
    public var key: String
    /// The entry; nil for the only one, or the controller's own choice.
    public var cloud: String?

    /// The cloud that an object names.
    public init(_ object: HeatStack) {
        let reference = object.spec.cloudCredentialsRef
        secret = reference.map { ObjectKey(namespace: $0.namespace ?? object.metadata.namespace, name: $0.name) }
        key = reference?.key ?? "clouds.yaml"
        cloud = object.spec.cloudName
    }

    /// The controller's own cloud.
    public static let own = CloudID(HeatStack(metadata: ObjectMeta(name: ""), spec: HeatStackSpec(templateURL: "")))

    public var description: String {
        (cloud.map { "cloud \($0)" } ?? "the only cloud") + " of " + (secret.map { "Secret \($0)" } ?? "the controller's clouds.yaml")
    }
}
