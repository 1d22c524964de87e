import FoundationEssentials
import HTTPTransport
import JSON

/// Finds the configuration as kubectl does: an explicit file, the files of `KUBECONFIG`, the Pod's own, `~/.kube/config`.
///
/// See <https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/>.
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
    ///   - path: a kubeconfig file that the user named, which has to exist; several, separated by `:`, are merged, and of these, as of those that
    ///     `KUBECONFIG` names, missing ones are passed over as long as there is one.
    ///   - context: the context; `nil` takes the current one.
    ///   - overrides: what the person says beside the kubeconfig; its context counts where `context` is `nil`.
    /// - Throws: ``KubernetesError/configuration(_:)``.
    public func configuration(
        path: String? = nil, context: String? = nil, overrides: KubeconfigOverrides = KubeconfigOverrides()
    ) throws -> KubernetesConfiguration {
        var overrides = overrides
        if let context { overrides.context = context }
        var configuration: KubernetesConfiguration
        if let paths = path ?? environment["KUBECONFIG"], !paths.isEmpty {
            configuration = try load(paths.split(separator: ":").map(String.init), overrides)
        } else if environment["KUBERNETES_SERVICE_HOST"] != nil {
            configuration = try .inCluster(environment: environment)
        } else {
            configuration = try load(["\(environment["HOME"] ?? "/root")/.kube/config"], overrides)
        }
        if configuration.proxy == nil {
            do {
                configuration.proxy = try ProxyEnvironment(environment: environment).proxy(for: ServerURL(configuration.server))
            } catch let error as TransportError {
                throw KubernetesError.configuration("the environment names a proxy that cannot be used: \(error.message)")
            }
        }
        return configuration
    }

    /// The files of a list merged: missing ones passed over, relative paths taken from the file in which they stand, the first to name something wins.
    ///
    /// - Throws: ``KubernetesError/configuration(_:)`` when none exists, or one cannot be read.
    public func kubeconfig(_ paths: [String]) throws -> Kubeconfig {
        var merged: Kubeconfig?
        for path in paths where FileManager.default.fileExists(atPath: path) {
            let bytes = try FileBytes.read(path)
            let next: Kubeconfig
            do {
                next = try parse(bytes).decode(Kubeconfig.self)
            } catch {
                throw KubernetesError.configuration("\(path) is not a kubeconfig: \(error)")
            }
            let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            let resolved = next.resolvingPaths(in: directory)
            merged = merged.map { $0.merging(resolved) } ?? resolved
        }
        guard let merged else {
            let names = paths.joined(separator: ", ")
            throw KubernetesError.configuration(
                paths.isEmpty
                    ? "KUBECONFIG names no file" : "there is no kubeconfig: \(names) not found; give --kubeconfig or set KUBECONFIG")
        }
        return merged
    }

    private func load(_ paths: [String], _ overrides: KubeconfigOverrides) throws -> KubernetesConfiguration {
        try KubernetesConfiguration(kubeconfig: kubeconfig(paths), overrides: overrides)
    }
}
