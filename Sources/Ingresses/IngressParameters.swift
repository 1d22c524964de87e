import KubernetesAPI

/// What an Ingress asks for, checked against what its class allows.
public struct IngressParameters: Sendable, Hashable {
    /// The flavor of the nodes.
    public var flavor: String
    /// How many nodes.
    public var replicas: Int
    /// Whether the number of nodes is the class', since the Ingress gives none.
    public var followsClass: Bool
    /// The bucket for access logs; empty for none.
    public var fluentdS3Bucket: String
    /// The group of Ingresses with which it shares a stack; nil: a stack of its own.
    public var group: String?

    /// Makes parameters.
    public init(flavor: String, replicas: Int, followsClass: Bool = false, fluentdS3Bucket: String, group: String? = nil) {
        self.flavor = flavor
        self.replicas = replicas
        self.followsClass = followsClass
        self.fluentdS3Bucket = fluentdS3Bucket
        self.group = group
    }

    /// Reads the annotations of an Ingress.
    ///
    /// - Returns: the parameters, or every problem that stands in their way; and what is odd but does no harm.
    public static func read(
        from annotations: [String: String], class spec: LoadBalancerClassSpec, className: String
    ) -> (result: Result<IngressParameters, Problems>, warnings: [IngressProblem]) {
        var problems: [IngressProblem] = []
        let flavor = readFlavor(annotations[IngressAnnotation.flavor.rawValue], spec, className, &problems)
        let replicas = readReplicas(annotations[IngressAnnotation.replicas.rawValue], spec, className, &problems)
        let bucket = readBucket(annotations[IngressAnnotation.fluentdS3Bucket.rawValue], &problems)
        let group = readGroup(annotations[IngressAnnotation.group.rawValue], spec, className, &problems)
        let warnings = unknown(annotations)
        guard problems.isEmpty else { return (.failure(Problems(all: problems)), warnings) }
        let parameters = IngressParameters(
            flavor: flavor, replicas: replicas, followsClass: annotations[IngressAnnotation.replicas.rawValue] == nil,
            fluentdS3Bucket: bucket, group: group)
        return (.success(parameters), warnings)
    }

    /// The number of nodes that the Ingress gives itself; nil for the class'.
    var askedReplicas: Int? { followsClass ? nil : replicas }

    /// Every problem of an Ingress' annotations.
    public struct Problems: Error, Sendable, Hashable {
        /// In the order of the annotations.
        public var all: [IngressProblem]
    }

    private static func readFlavor(
        _ value: String?, _ spec: LoadBalancerClassSpec, _ className: String, _ problems: inout [IngressProblem]
    ) -> String {
        guard let value else { return spec.flavors.default }
        let allowed = spec.flavors.allowed.isEmpty ? [spec.flavors.default] : spec.flavors.allowed
        if !allowed.contains(value) {
            problems.append(
                IngressProblem(
                    .invalidParameter, field: IngressAnnotation.flavor.rawValue,
                    problem: "there is no flavor \"\(value.shortened)\" in class \"\(className)\"",
                    remedy: "Choose one of: \(allowed.joined(separator: ", ")); or remove the annotation for \(spec.flavors.default)"))
        }
        return value
    }

    private static func readReplicas(
        _ value: String?, _ spec: LoadBalancerClassSpec, _ className: String, _ problems: inout [IngressProblem]
    ) -> Int {
        guard let value else { return spec.replicas.default }
        let remedy =
            "Give a whole number from \(spec.replicas.min) to \(spec.replicas.max), which class \"\(className)\" allows; "
            + "or remove the annotation for \(spec.replicas.default)"
        guard let number = Int(value), value.allSatisfy({ $0.isASCII && $0.isNumber }) else {
            problems.append(
                IngressProblem(
                    .invalidParameter, field: IngressAnnotation.replicas.rawValue,
                    problem: "\"\(value.shortened)\" is not a whole number", remedy: remedy))
            return spec.replicas.default
        }
        if number < spec.replicas.min || number > spec.replicas.max {
            problems.append(
                IngressProblem(
                    .invalidParameter, field: IngressAnnotation.replicas.rawValue, problem: "\(number) is out of bounds", remedy: remedy))
        }
        return number
    }

    private static func readBucket(_ value: String?, _ problems: inout [IngressProblem]) -> String {
        guard let value, !value.isEmpty else { return "" }
        // Amazon's rules for bucket names; what keeps to them can stand in any configuration file without quoting.
        let allowed = value.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        let edges = [value.first, value.last].allSatisfy { $0 != "-" && $0 != "." }
        if !allowed || !edges || !(3...63).contains(value.utf8.count) || value.contains("..") {
            problems.append(
                IngressProblem(
                    .invalidParameter, field: IngressAnnotation.fluentdS3Bucket.rawValue,
                    problem: "\"\(value.shortened)\" is not a bucket name",
                    remedy: "Give 3 to 63 lower-case letters, digits, dots and hyphens, a letter or digit at both ends"))
        }
        return value
    }

    private static func readGroup(
        _ value: String?, _ spec: LoadBalancerClassSpec, _ className: String, _ problems: inout [IngressProblem]
    ) -> String? {
        guard let value else { return nil }
        let allowed = value.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        if !allowed || !(1...40).contains(value.utf8.count) || value.hasPrefix("-") || value.hasSuffix("-") {
            problems.append(
                IngressProblem(
                    .invalidParameter, field: IngressAnnotation.group.rawValue, problem: "\"\(value.shortened)\" is not a name of a group",
                    remedy: "Give 1 to 40 lower-case letters, digits and hyphens, a letter or digit at both ends"))
        } else if spec.sharing == .none {
            problems.append(
                IngressProblem(
                    .sharingNotAllowed, field: IngressAnnotation.group.rawValue,
                    problem: "class \"\(className)\" lets no Ingresses share a stack",
                    remedy: "Remove the annotation, choose another class, or ask the platform team for spec.sharing"))
        }
        return value
    }

    private static func unknown(_ annotations: [String: String]) -> [IngressProblem] {
        let known = Set(IngressAnnotation.allCases.map(\.rawValue))
        return annotations.keys.filter { $0.hasPrefix("\(AKE.group)/") && !known.contains($0) }.sorted().map {
            IngressProblem(
                .unknownAnnotation, field: $0, problem: "no such annotation is read, so it has no effect",
                remedy: "Known ones are: \(known.sorted().joined(separator: ", "))")
        }
    }
}

extension String {
    /// At most 64 characters of it, for messages.
    var shortened: String { count <= 64 ? self : "\(prefix(64))..." }
}
