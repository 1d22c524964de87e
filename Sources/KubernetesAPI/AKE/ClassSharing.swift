/// Which Ingresses may share a stack by the annotation `ake.adtech.cyberagent.io/group`.
public enum ClassSharing: String, Codable, Sendable, Hashable, CaseIterable {
    /// None: each Ingress has a stack of its own.
    case none = "None"
    /// Those of one namespace; groups of the same name in two namespaces are two.
    case namespace = "Namespace"
    /// Those of every namespace that the class admits.
    case `class` = "Class"
}
