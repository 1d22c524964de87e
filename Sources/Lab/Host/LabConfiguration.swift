/// Where a lab lives: its name prefix, its folders, and the programs it runs.
///
/// Every value comes from an environment variable or stands at its default, so that two labs with different
/// prefixes and state folders run beside each other.
public struct LabConfiguration: Sendable, Hashable {
    /// Start of the name of every network namespace, `AKE_LAB_PREFIX` (default `ake`).
    public let prefix: String
    /// Folder of pid files, logs and generated configuration, `AKE_LAB_STATE` (default `/var/lib/ake-lab`).
    public let state: String
    /// Folder of what takes long to make and survives `down`, `AKE_LAB_CACHE` (default `/var/cache/ake-lab`).
    public let cache: String
    /// The repository: templates, manifests and scripts are read from it, `AKE_LAB_SOURCE` (default: around the executable).
    public let source: String
    /// Folder of `ake-lab`, `ake-controller` and `ake-node`.
    public let binaries: String
    /// Kubeconfig of a real API server that replaces LabKubernetes, `AKE_LAB_KUBECONFIG`.
    public let realKubeconfig: String?

    /// Makes a configuration from explicit values.
    ///
    /// - Throws: ``LabError`` when the prefix could collide with another lab's or does not fit interface names.
    public init(prefix: String, state: String, cache: String, source: String, binaries: String, realKubeconfig: String? = nil) throws {
        let allowed = prefix.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
        guard allowed, (1...8).contains(prefix.utf8.count) else {
            throw LabError(
                "the lab's prefix \"\(prefix)\" is not one to eight lower-case letters and digits",
                remedy: "set AKE_LAB_PREFIX to a short word; a dash would make one lab's names look like another's")
        }
        for path in [state, cache] where !path.hasPrefix("/") || path == "/" {
            throw LabError("\"\(path)\" is not an absolute folder", remedy: "set AKE_LAB_STATE and AKE_LAB_CACHE to absolute paths")
        }
        self.prefix = prefix
        self.state = state
        self.cache = cache
        self.source = source
        self.binaries = binaries
        self.realKubeconfig = realKubeconfig
    }

    /// Reads the environment; the repository and the programs are found from the running executable.
    public static func fromEnvironment() throws -> LabConfiguration {
        let executable = Files.destination(of: "/proc/self/exe") ?? "/usr/bin/ake-lab"
        let folder = Files.parent(of: executable)
        return try LabConfiguration(
            prefix: ProcessEnvironment.value("AKE_LAB_PREFIX") ?? "ake",
            state: ProcessEnvironment.value("AKE_LAB_STATE") ?? "/var/lib/ake-lab",
            cache: ProcessEnvironment.value("AKE_LAB_CACHE") ?? "/var/cache/ake-lab",
            source: ProcessEnvironment.value("AKE_LAB_SOURCE") ?? repository(above: folder),
            binaries: folder,
            realKubeconfig: ProcessEnvironment.value("AKE_LAB_KUBECONFIG"))
    }

    /// The variables that make a child process see this same lab.
    public var environment: [String: String] {
        var values = [
            "AKE_LAB_PREFIX": prefix, "AKE_LAB_STATE": state, "AKE_LAB_CACHE": cache, "AKE_LAB_SOURCE": source,
            "AKE_LAB_BINARIES": binaries, "SWIFT_BACKTRACE": "enable=no",
        ]
        if let realKubeconfig { values["AKE_LAB_KUBECONFIG"] = realKubeconfig }
        return values
    }

    /// Full name of a host's network namespace.
    public func namespace(_ host: String) -> String { "\(prefix)-\(host)" }
    /// Folder of pid files.
    public var runFolder: String { state + "/run" }
    /// Folder of log files.
    public var logFolder: String { state + "/logs" }
    /// The administrator's kubeconfig.
    public var kubeconfig: String { realKubeconfig ?? state + "/kubeconfig" }
    /// The clouds.yaml whose cloud "lab" is the lab's OpenStack.
    public var clouds: String { state + "/clouds.yaml" }
    /// The certificate authority of LabBIGIP, in PEM.
    public var bigipAuthority: String { state + "/bigip-ca.pem" }

    /// The nearest folder at or above `folder` that holds a Package.swift, else `folder` itself.
    static func repository(above folder: String) -> String {
        var candidate = folder
        while candidate != "/" {
            if Files.exists(candidate + "/Package.swift") { return candidate }
            candidate = Files.parent(of: candidate)
        }
        return folder
    }
}
