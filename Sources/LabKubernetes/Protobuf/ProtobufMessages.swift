/// The field numbers of the messages that kubectl sends, from the `generated.proto` files of k8s.io/api and k8s.io/apimachinery.
enum ProtobufMessages {
    /// How often a field may stand.
    enum Form: Sendable {
        case single
        case list
        case map
    }

    /// One field.
    struct Field: Sendable {
        /// The name in JSON; empty when the message's members stand in its parent.
        var name: String
        var type: String
        var form: Form
        /// Whether Go has a pointer here, so that zero is a value of its own.
        var isOptional: Bool
    }

    /// The fields of each message by number.
    static let table: [String: [Int: Field]] = texts.mapValues { text in
        Dictionary(
            text.split(separator: ",").compactMap { entry -> (Int, Field)? in
                let words = entry.split(whereSeparator: \.isWhitespace)
                guard words.count == 3, let number = Int(words[0]) else { return nil }
                return (number, field(String(words[1]), words[2]))
            }, uniquingKeysWith: { first, _ in first })
    }

    // Types: `[T]` a list, `<T>` a map from text, `T?` a pointer; the name `-` is an inlined message.
    private static func field(_ name: String, _ type: Substring) -> Field {
        let name = name == "-" ? "" : name
        if type.hasPrefix("[") { return Field(name: name, type: String(type.dropFirst().dropLast()), form: .list, isOptional: true) }
        if type.hasPrefix("<") { return Field(name: name, type: String(type.dropFirst().dropLast()), form: .map, isOptional: true) }
        let isOptional = type.hasSuffix("?")
        return Field(name: name, type: String(isOptional ? type.dropLast() : type), form: .single, isOptional: isOptional)
    }

    private static let texts: [String: String] = [
        "ObjectMeta": """
        1 name string, 2 generateName string, 3 namespace string, 5 uid string, 6 resourceVersion string, 7 generation int, 8 creationTimestamp Time,
        9 deletionTimestamp Time, 10 deletionGracePeriodSeconds int?, 11 labels <string>, 12 annotations <string>, 13 ownerReferences [OwnerReference],
        14 finalizers [string]
        """,
        "OwnerReference": "1 kind string, 3 name string, 4 uid string, 5 apiVersion string, 6 controller bool?, 7 blockOwnerDeletion bool?",
        "LabelSelector": "1 matchLabels <string>, 2 matchExpressions [LabelSelectorRequirement]",
        "LabelSelectorRequirement": "1 key string, 2 operator string, 3 values [string]",
        "DeleteOptions": """
        1 gracePeriodSeconds int?, 2 preconditions Preconditions, 3 orphanDependents bool?, 4 propagationPolicy string, 5 dryRun [string]
        """,
        "Preconditions": "1 uid string, 2 resourceVersion string",
        "Eviction": "1 metadata ObjectMeta, 2 deleteOptions DeleteOptions",
        "Namespace": "1 metadata ObjectMeta, 2 spec NamespaceSpec",
        "NamespaceSpec": "1 finalizers [string]",
        "ServiceAccount": """
        1 metadata ObjectMeta, 2 secrets [LocalObjectReference], 3 imagePullSecrets [LocalObjectReference], 4 automountServiceAccountToken bool?
        """,
        "LocalObjectReference": "1 name string",
        "Secret": "1 metadata ObjectMeta, 2 data <bytes>, 3 type string, 4 stringData <string>, 5 immutable bool?",
        "ConfigMap": "1 metadata ObjectMeta, 2 data <string>, 3 binaryData <bytes>, 4 immutable bool?",
        "Service": "1 metadata ObjectMeta, 2 spec ServiceSpec",
        "ServiceSpec": """
        1 ports [ServicePort], 2 selector <string>, 3 clusterIP string, 4 type string, 5 externalIPs [string], 7 sessionAffinity string,
        8 loadBalancerIP string, 10 externalName string
        """,
        "ServicePort": "1 name string, 2 protocol string, 3 port int, 4 targetPort IntOrString, 5 nodePort int, 6 appProtocol string?",
        "Deployment": "1 metadata ObjectMeta, 2 spec DeploymentSpec",
        "DeploymentSpec": """
        1 replicas int?, 2 selector LabelSelector, 3 template PodTemplateSpec, 5 minReadySeconds int, 6 revisionHistoryLimit int?, 7 paused bool,
        9 progressDeadlineSeconds int?
        """,
        "PodTemplateSpec": "1 metadata ObjectMeta, 2 spec PodSpec",
        "Pod": "1 metadata ObjectMeta, 2 spec PodSpec",
        "PodSpec": """
        2 containers [Container], 3 restartPolicy string, 4 terminationGracePeriodSeconds int?, 6 dnsPolicy string, 7 nodeSelector <string>,
        8 serviceAccountName string, 10 nodeName string, 11 hostNetwork bool
        """,
        "Container": """
        1 name string, 2 image string, 3 command [string], 4 args [string], 5 workingDir string, 6 ports [ContainerPort], 7 env [EnvVar],
        14 imagePullPolicy string
        """,
        "ContainerPort": "1 name string, 2 hostPort int, 3 containerPort int, 4 protocol string, 5 hostIP string",
        "EnvVar": "1 name string, 2 value string",
        "Scale": "1 metadata ObjectMeta, 2 spec ScaleSpec",
        "ScaleSpec": "1 replicas int",
        "Ingress": "1 metadata ObjectMeta, 2 spec IngressSpec",
        "IngressSpec": "1 defaultBackend IngressBackend, 2 tls [IngressTLS], 3 rules [IngressRule], 4 ingressClassName string?",
        "IngressTLS": "1 hosts [string], 2 secretName string",
        "IngressRule": "1 host string, 2 - IngressRuleValue",
        "IngressRuleValue": "1 http HTTPIngressRuleValue",
        "HTTPIngressRuleValue": "1 paths [HTTPIngressPath]",
        "HTTPIngressPath": "1 path string, 2 backend IngressBackend, 3 pathType string?",
        "IngressBackend": "3 resource TypedLocalObjectReference, 4 service IngressServiceBackend",
        "TypedLocalObjectReference": "1 apiGroup string?, 2 kind string, 3 name string",
        "IngressServiceBackend": "1 name string, 2 port ServiceBackendPort",
        "ServiceBackendPort": "1 name string, 2 number int",
        "Role": "1 metadata ObjectMeta, 2 rules [PolicyRule]",
        "ClusterRole": "1 metadata ObjectMeta, 2 rules [PolicyRule], 3 aggregationRule AggregationRule",
        "AggregationRule": "1 clusterRoleSelectors [LabelSelector]",
        "PolicyRule": "1 verbs [string], 2 apiGroups [string], 3 resources [string], 4 resourceNames [string], 5 nonResourceURLs [string]",
        "RoleBinding": "1 metadata ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef",
        "ClusterRoleBinding": "1 metadata ObjectMeta, 2 subjects [Subject], 3 roleRef RoleRef",
        "Subject": "1 kind string, 2 apiGroup string, 3 name string, 4 namespace string",
        "RoleRef": "1 apiGroup string, 2 kind string, 3 name string",
        "TokenRequest": "1 metadata ObjectMeta, 2 spec TokenRequestSpec",
        "TokenRequestSpec": "1 audiences [string], 3 boundObjectRef BoundObjectReference, 4 expirationSeconds int?",
        "BoundObjectReference": "1 kind string, 2 apiVersion string, 3 name string, 4 uid string",
        "TokenReview": "1 metadata ObjectMeta, 2 spec TokenReviewSpec",
        "TokenReviewSpec": "1 token string, 2 audiences [string]",
        "SelfSubjectReview": "1 metadata ObjectMeta",
        "SelfSubjectAccessReview": "1 metadata ObjectMeta, 2 spec SelfSubjectAccessReviewSpec",
        "SelfSubjectAccessReviewSpec": "1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes",
        "SubjectAccessReview": "1 metadata ObjectMeta, 2 spec SubjectAccessReviewSpec",
        "LocalSubjectAccessReview": "1 metadata ObjectMeta, 2 spec SubjectAccessReviewSpec",
        "SubjectAccessReviewSpec": """
        1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes NonResourceAttributes, 3 user string, 4 groups [string], 6 uid string
        """,
        "ResourceAttributes":
            "1 namespace string, 2 verb string, 3 group string, 4 version string, 5 resource string, 6 subresource string, 7 name string",
        "NonResourceAttributes": "1 path string, 2 verb string",
        "SelfSubjectRulesReview": "1 metadata ObjectMeta, 2 spec SelfSubjectRulesReviewSpec",
        "SelfSubjectRulesReviewSpec": "1 namespace string",
    ]
}
