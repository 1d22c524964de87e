/// The names that this product's own objects share.
public enum AKE {
    /// The API group of the custom resources, and the prefix of annotations, labels and finalizers.
    public static let group = "ake.adtech.cyberagent.io"
    /// The version of the custom resources.
    public static let version = "v1alpha1"
    /// The finalizer that keeps a HeatStack until its stack in Heat is gone.
    public static let heatStackFinalizer = "ake.adtech.cyberagent.io/heat-stack"
    /// An annotation of a HeatStack; each new value has what failed tried again at once.
    public static let retryAnnotation = "ake.adtech.cyberagent.io/retry"
}
