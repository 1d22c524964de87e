/// Finds clouds.yaml where every OpenStack tool looks for it.
///
/// The order is `OS_CLIENT_CONFIG_FILE`, the working directory, `$XDG_CONFIG_HOME/openstack` or `~/.config/openstack`, `/etc/openstack`;
/// `secure.yaml` likewise, with `OS_CLIENT_SECURE_FILE`.
public struct CloudsFileLocator: Sendable {
    private let environment: [String: String]
    private let workingDirectory: String
    private let systemDirectory: String

    /// A locator for a process' environment and working directory.
    public init(environment: [String: String], workingDirectory: String = ".", systemDirectory: String = "/etc/openstack") {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.systemDirectory = systemDirectory
    }

    /// The entry that `name` or `OS_CLOUD` names, else the only one.
    ///
    /// - Throws: ``CloudConfigurationError``.
    public func cloud(_ name: String? = nil) throws(CloudConfigurationError) -> CloudConfiguration {
        let candidates = paths("clouds.yaml", override: "OS_CLIENT_CONFIG_FILE")
        guard let (text, path) = try first(candidates) else {
            throw CloudConfigurationError("no clouds.yaml: looked for \(candidates.joined(separator: ", "))")
        }
        let secure = try first(paths("secure.yaml", override: "OS_CLIENT_SECURE_FILE"))?.text
        return try CloudsFile(text, secure: secure, origin: path).cloud(name ?? environment["OS_CLOUD"])
    }

    private func paths(_ file: String, override: String) -> [String] {
        if let path = environment[override], !path.isEmpty { return [path] }
        var directories = [workingDirectory]
        if let home = environment["XDG_CONFIG_HOME"], !home.isEmpty {
            directories.append(home + "/openstack")
        } else if let home = environment["HOME"], !home.isEmpty {
            directories.append(home + "/.config/openstack")
        }
        directories.append(systemDirectory)
        return directories.flatMap { ["\($0)/\(file)", "\($0)/\(file.replacing(".yaml", with: ".yml"))"] }
    }

    private func first(_ paths: [String]) throws(CloudConfigurationError) -> (text: String, path: String)? {
        for path in paths {
            do {
                return (String(decoding: try LocalFile.contents(of: path, limit: 1 << 20), as: UTF8.self), path)
            } catch  where error.isMissing {
                continue
            } catch {
                throw CloudConfigurationError("\(error)")
            }
        }
        return nil
    }
}
