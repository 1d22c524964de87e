extension IngressAnnotation {
    /// What a page says of an annotation.
    public struct Help: Sendable, Hashable {
        /// What it is for.
        public var meaning: String
        /// What it may say.
        public var values: String
        /// What holds when it is absent.
        public var absent: String
        /// What comes of a change while the nodes run.
        public var change: String
    }

    /// The annotation in words, for people.
    public var help: Help {
        switch self {
        case .flavor:
            Help(
                meaning: "The flavor of the LB nodes.", values: "One of `flavors.allowed` of the class.",
                absent: "`flavors.default` of the class.",
                change: "Refused (`ParameterCannotChange`) while the nodes run.")
        case .replicas:
            Help(
                meaning: "How many LB nodes there are.", values: "A whole number from `replicas.min` to `replicas.max` of the class.",
                absent: "`replicas.default` of the class, and what that changes to.",
                change: "Nodes join or leave; the others stay as they are.")
        case .fluentdS3Bucket:
            Help(
                meaning: "The S3 bucket to which the nodes ship their access logs.",
                values: "A bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens.", absent: "Logs stay on the nodes.",
                change: "Refused (`ParameterCannotChange`) while the nodes run.")
        case .group:
            Help(
                meaning: "The group of Ingresses that share one stack and one address.",
                values: "1 to 40 lower-case letters, digits and hyphens; only where `sharing` of the class allows it.",
                absent: "A stack of its own.", change: "The Ingress moves to the other stack, and its address changes.")
        }
    }
}
