import JSON

/// Schemas of the built-in types that our controllers write: enough to catch a misspelt field, a wrong type or a missing one.
/// Types without one here (Pods, Deployments, Nodes, ...) are stored as they come.
enum BuiltInSchemas {
    /// The OpenAPI schema of a built-in type; nil when it has none here.
    static func schema(group: String, kind: String) -> JSONValue? {
        texts["\(group)/\(kind)"].map { SchemaShorthand.schema($0) }
    }

    private static let texts: [String: String] = [
        "/ConfigMap": "immutable:boolean data:<string> binaryData:<string>",
        "/Secret": "immutable:boolean type:string data:<string> stringData:<string>",
        "/ServiceAccount": "automountServiceAccountToken:boolean secrets:[any] imagePullSecrets:[any]",
        "networking.k8s.io/Ingress": """
        spec:{ingressClassName:string defaultBackend:\(backend) tls:[{hosts:[string] secretName:string}]
        rules:[{host:string http:{paths!:[{path:string pathType!:string(Exact|Prefix|ImplementationSpecific) backend!:\(backend)}]}}]}
        status:{loadBalancer:{ingress:[{ip:string hostname:string ports:[{port!:integer protocol!:string error:string}]}]}}
        """,
        "networking.k8s.io/IngressClass":
            "spec:{controller:string parameters:{apiGroup:string kind!:string name!:string scope:string namespace:string}}",
        "discovery.k8s.io/EndpointSlice": """
        addressType!:string(IPv4|IPv6|FQDN) ports:[{name:string port:integer protocol:string appProtocol:string}]
        endpoints!:[{addresses!:[string] conditions:{ready:boolean serving:boolean terminating:boolean} hostname:string nodeName:string zone:string
        targetRef:any hints:any deprecatedTopology:<string>}]
        """,
        "coordination.k8s.io/Lease": """
        spec:{holderIdentity:string leaseDurationSeconds:integer acquireTime:date renewTime:date leaseTransitions:integer strategy:string
        preferredHolder:string}
        """,
        "rbac.authorization.k8s.io/Role": rules,
        "rbac.authorization.k8s.io/ClusterRole": rules + " aggregationRule:any",
        "rbac.authorization.k8s.io/RoleBinding": binding,
        "rbac.authorization.k8s.io/ClusterRoleBinding": binding,
    ]

    private static let backend =
        "{service:{name!:string port:{name:string number:integer}} resource:{apiGroup:string kind!:string name!:string}}"
    private static let rules =
        "rules:[{apiGroups:[string] resources:[string] verbs!:[string] resourceNames:[string] nonResourceURLs:[string]}]"
    private static let binding =
        "roleRef!:{apiGroup:string kind!:string name!:string} subjects:[{kind!:string name!:string apiGroup:string namespace:string}]"
}
