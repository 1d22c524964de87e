import FoundationEssentials
import HTTPTransport
import OpenStackClient

/// Fetches the files of templates: `file:`, `http:` and `https:`.
public struct TemplateSource: Sendable {
    private let fetch: @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]

    /// A source of any kind, for tests.
    public init(fetch: @escaping @Sendable (_ url: String, _ limit: Int) async throws -> [UInt8]) {
        self.fetch = fetch
    }

    /// Local files, and HTTP through `transport`; redirects are followed up to five times, never from https to http.
    ///
    /// - Parameter directories: the folders whose files may be read, links followed; nil for any. A HeatStack is written by a tenant, and
    ///   what it names ends in Heat: without a bound it could name this process' own credentials.
    public init(transport: any Transport, directories: [String]? = nil, deadline: Duration = .seconds(20)) {
        self.init { url, limit in
            switch URLReference.scheme(of: url) {
            case "file": return try Self.readFile(url, directories: directories, limit: limit)
            case "http", "https": return try await Self.get(url, transport: transport, deadline: deadline, limit: limit)
            case let scheme:
                throw TemplateError(.notFound, url: url, "cannot be fetched: the scheme \(scheme ?? "") is none of file, http, https")
            }
        }
    }

    /// The bytes of `url`, of at most `limit`. Throws ``TemplateError`` or `CancellationError`.
    func contents(of url: String, limit: Int) async throws -> [UInt8] {
        try await fetch(url, limit)
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
