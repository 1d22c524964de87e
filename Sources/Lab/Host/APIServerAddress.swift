import KubernetesClient
import YAML

/// Where the API server of `AKE_LAB_KUBECONFIG` is, as its file says: an address that the lab takes over inside its network.
public struct APIServerAddress: Sendable, Hashable {
    /// Its IPv4 address.
    public let host: String
    /// Its port.
    public let port: Int

    /// Reads the server of the current context of a kubeconfig.
    ///
    /// - Throws: ``LabError`` naming the file, what stands there, and what to write instead.
    public init(kubeconfig file: String) throws {
        let server: String
        do {
            server = try KubeconfigLoader(environment: [:]) { try YAMLReader.value($0) }.configuration(path: file).server
        } catch {
            throw LabError("AKE_LAB_KUBECONFIG=\(file) cannot be used: \(error)", remedy: "give a kubeconfig with a current-context")
        }
        try self.init(server: server, file: file)
    }

    /// Takes the address out of a URL; certificates are made for it, so it is used as it is.
    ///
    /// - Parameters:
    ///   - server: The URL, `https://192.0.2.1:6443`.
    ///   - file: The kubeconfig, named in errors.
    /// - Throws: ``LabError`` unless it is https with an IPv4 address that the lab's hosts can have a route to.
    public init(server: String, file: String) throws {
        func refused(_ reason: String, _ remedy: String) -> LabError {
            LabError("AKE_LAB_KUBECONFIG=\(file): the server \"\(server)\" \(reason)", remedy: remedy)
        }
        let example = "write it as https://192.0.2.1:6443, an IPv4 address of this machine or of one that it reaches"
        guard server.lowercased().hasPrefix("https://") else { throw refused("is not an https URL", example) }
        let authority = server.dropFirst(8).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.hasPrefix("[") else { throw refused("is an IPv6 address, and the lab's network is IPv4 only", example) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count < 3, let port = parts.count == 2 ? Int(parts[1]) : 443, (1...65535).contains(port) else {
            throw refused("has no usable port", example)
        }
        let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard octets.count == 4, octets.map(String.init).joined(separator: ".") == parts[0] else {
            throw refused("names no IP address: the lab's hosts have no name service", example)
        }
        guard octets[0] != 127 else {
            throw refused(
                "is a loopback address, which each host of the lab takes for itself",
                "let the API server listen on another address of this machine, and name that one in its certificate and in the kubeconfig")
        }
        guard octets[0] != 0, octets[0] < 224 else { throw refused("is no address of a single machine", example) }
        guard !Self.taken.contains(where: { octets.starts(with: $0) }) else {
            throw refused(
                "is in a network of the lab itself", "let the API server have an address elsewhere; docs/lab.md draws the lab's networks")
        }
        host = String(parts[0])
        self.port = port
    }

    /// Starts of the addresses that the lab's own networks have: docs/lab.md, `NetworkPlan`.
    private static let taken: [[UInt8]] = [[10, 10, 0], [10, 20, 0], [10, 244], [203, 0, 113], [198, 51, 100]]

    /// Address and port.
    public var endpoint: String { "\(host):\(port)" }
}
