import KubernetesAPI

/// The annotations that an Ingress may carry; the names are the talk's.
public enum IngressAnnotation: String, Sendable, CaseIterable {
    /// The flavor of the LB nodes.
    case flavor = "ake.adtech.cyberagent.io/ingress-controller-flavor"
    /// How many LB nodes.
    case replicas = "ake.adtech.cyberagent.io/ingress-controller-replicas"
    /// The S3 bucket to which the nodes ship their access logs.
    case fluentdS3Bucket = "ake.adtech.cyberagent.io/fluentd-s3-bucket"
    /// The group of Ingresses that share one stack; absent: a stack of its own.
    case group = "ake.adtech.cyberagent.io/group"

    /// The annotation that named the class before `spec.ingressClassName` existed.
    public static let legacyClass = "kubernetes.io/ingress.class"
}
