/// An identity for programs.
///
/// See <https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/>.
public struct ServiceAccount: KubernetesObject, Hashable {
    public static let resource = ResourceType(kind: "ServiceAccount", plural: "serviceaccounts")
    public var metadata: ObjectMeta
    /// Whether Pods get a token by default.
    public var automountServiceAccountToken: Bool?

    /// Makes a ServiceAccount.
    public init(metadata: ObjectMeta, automountServiceAccountToken: Bool? = nil) {
        self.metadata = metadata
        self.automountServiceAccountToken = automountServiceAccountToken
    }
}
