import FoundationEssentials
import HTTPTransport
import KubernetesAPI
import OpenStackClient

/// Fetches the files of templates: `file:`, `http:`, `https:`, `configMap:` and `builtin:`.
public struct TemplateSource: Sendable {
    /// Reads a ConfigMap; nil if there is none.
    public typealias ConfigMapReader = @Sendable (_ name: String, _ namespace: String) async throws -> ConfigMap?

    private let fetch: @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]
    private let configMaps: ConfigMapReader?

    /// A source of any kind, for tests.
    public init(
        configMaps: ConfigMapReader? = nil, fetch: @escaping @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]
    ) {
        self.configMaps = configMaps
        self.fetch = fetch
    }

    /// Local files, and HTTP through `transport`; redirects are followed up to five times, never from https to http.
    ///
    /// - Parameter directories: the folders whose files may be read, links followed; nil for any. A HeatStack is written by a tenant, and
    ///   what it names ends in Heat: without a bound it could name this process' own credentials.
    /// - Parameter builtin: the folder of the templates that `builtin:` URLs name; nil for none.
    /// - Parameter configMaps: reads what `configMap:` URLs name; nil for none.
    public init(
        transport: any Transport, directories: [String]? = nil, builtin: String? = nil, configMaps: ConfigMapReader? = nil,
        deadline: Duration = .seconds(20)
    ) {
        self.init(configMaps: configMaps) { url, limit in
            switch URLReference.scheme(of: url) {
            case "file": return try Self.readFile(url, directories: directories, limit: limit)
            case "builtin": return try Self.readBuiltin(url, directory: builtin, limit: limit)
            case "http", "https": return try await Self.get(url, transport: transport, deadline: deadline, limit: limit)
            case let scheme:
                throw TemplateError(
                    .notFound, url: url,
                    "cannot be fetched: the scheme \(scheme ?? "") is none of https, http, file, configMap, builtin")
            }
        }
    }

    /// The bytes of `url`, of at most `limit`. Throws ``TemplateError``, `CancellationError`, or what reading a ConfigMap throws.
    func contents(of url: String, namespace: String = "", limit: Int) async throws -> [UInt8] {
        guard URLReference.scheme(of: url) == "configmap", let configMaps else { return try await fetch(url, limit) }
        guard let place = URLReference.configMap(of: url) else {
            throw TemplateError(.notFound, url: url, "is no name of a ConfigMap and its key; write configMap://name/key")
        }
        guard let configMap = try await configMaps(place.name, namespace) else {
            throw TemplateError(.notFound, url: url, "there is no ConfigMap \(place.name) in namespace \(namespace)")
        }
        guard let bytes = configMap.data?[place.key].map({ Array($0.utf8) }) ?? configMap.binaryData?[place.key]?.bytes else {
            throw TemplateError(.notFound, url: url, "ConfigMap \(place.name) in namespace \(namespace) has no key \(place.key)")
        }
        return bytes
    }

    private static func readBuiltin(_ url: String, directory: String?, limit: Int) throws -> [UInt8] {
        guard let directory else {
            throw TemplateError(.notFound, url: url, "this controller brings no templates along (--builtin-templates)")
        }
        guard let path = URLReference.path(ofBuiltin: url), contains(directory, directory + path) else {
            throw TemplateError(.notFound, url: url, "is no template that the controller brings along")
        }
        do {
            return try LocalFile.contents(of: directory + path, limit: limit, onlyRegular: true)
        } catch {
            throw TemplateError(error.isMissing ? .notFound : .invalid, url: url, error.reason)
        }
    }

    private static func readFile(_ url: String, directories: [String]?, limit: Int) throws -> [UInt8] {
        guard let path = URLReference.path(ofFile: url) else {
            throw TemplateError(.notFound, url: url, "names a file of another host; write file:///absolute/path")
        }
        guard directories.map({ $0.contains { contains($0, path) } }) ?? true else {
            throw TemplateError(
                .invalid, url: url,
                "is not a file that the controller may read; put templates below a --template-directory of it, or serve them over https")
        }
        do {
            return try LocalFile.contents(of: path, limit: limit, onlyRegular: true)
        } catch {
            throw TemplateError(error.isMissing ? .notFound : .invalid, url: url, error.reason)
        }
    }

    // Compared after links and dots are resolved, so that neither leads out; a mounted ConfigMap is links within its own folder.
    private static func contains(_ directory: String, _ path: String) -> Bool {
        let folder = URL(filePath: directory).resolvingSymlinksInPath().pathComponents
        return URL(filePath: path).resolvingSymlinksInPath().pathComponents.starts(with: folder)
    }

    private static func get(_ url: String, transport: any Transport, deadline: Duration, limit: Int) async throws -> [UInt8] {
        var target = url
        for _ in 0...5 {
            let response: HTTPResponse
            do {
                response = try await transport.send(HTTPRequest(url: target, deadline: deadline, maximumResponseBytes: limit))
            } catch let error as TransportError {
                throw TemplateError(error.code == .responseTooLarge ? .invalid : .unavailable, url: url, "\(error)")
            }
            switch response.status {
            case 200..<300: return response.body
            case 301, 302, 303, 307, 308:
                guard let location = response.headers["Location"] else {
                    throw TemplateError(.unavailable, url: url, "is a redirect that leads nowhere")
                }
                let next = URLReference.resolve(location, in: URLReference.folder(of: target))
                guard ["http", "https"].contains(URLReference.scheme(of: next) ?? ""),
                    !(target.hasPrefix("https:") && !next.hasPrefix("https:"))
                else { throw TemplateError(.notFound, url: url, "is a redirect to \(next), which is not followed") }
                target = next
            case 404, 410: throw TemplateError(.notFound, url: url, "HTTP status \(response.status)")
            default: throw TemplateError(.unavailable, url: url, "HTTP status \(response.status)")
            }
        }
        throw TemplateError(.unavailable, url: url, "has too many redirects")
    }
}
