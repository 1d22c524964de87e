import JSON

/// Finds the configuration as kubectl does: an explicit file, the files of `KUBECONFIG`, the Pod's own, `~/.kube/config`.
public struct KubeconfigLoader: Sendable {
    /// Turns a file's bytes into a value. JSON by default; programs that link a YAML reader put it here, so that nodes need none.
    public var parse: @Sendable ([UInt8]) throws -> JSONValue
    /// The process' environment.
    public var environment: [String: String]

    /// Makes a loader.
    public init(
        environment: [String: String],
        parse: @escaping @Sendable ([UInt8]) throws -> JSONValue = { try JSONValue(parsing: $0) }
    ) {
        self.environment = environment
        self.parse = parse
    }

    /// The configuration to use.
    ///
    /// - Parameters:
    ///   - path: a kubeconfig file that the user named; several, separated by `:`, are merged.
    ///   - context: the context; `nil` takes the current one.
    /// - Throws: ``KubernetesError/configuration(_:)``.
    public func configuration(path: String? = nil, context: String? = nil) throws -> KubernetesConfiguration {
        if let paths = path ?? environment["KUBECONFIG"], !paths.isEmpty {
            return try load(paths.split(separator: ":").map(String.init), context: context)
        }
        if environment["KUBERNETES_SERVICE_HOST"] != nil {
            return try .inCluster(environment: environment)
        }
        return try load(["\(environment["HOME"] ?? "/root")/.kube/config"], context: context)
    }

    private func load(_ paths: [String], context: String?) throws -> KubernetesConfiguration {
        var merged: Kubeconfig?
        for path in paths {
            let bytes = try FileBytes.read(path)
            let next: Kubeconfig
            do {
                next = try parse(bytes).decode(Kubeconfig.self)
            } catch {
                throw KubernetesError.configuration("\(path) is not a kubeconfig: \(error)")
            }
            merged = merged.map { $0.merging(next) } ?? next
        }
        guard let merged, let first = paths.first else {
            throw KubernetesError.configuration("KUBECONFIG names no file")
        }
        let directory = first.lastIndex(of: "/").map { String(first[..<$0]) } ?? "."
        return try KubernetesConfiguration(kubeconfig: merged, context: context, directory: directory)
    }
}
