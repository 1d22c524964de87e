import Subprocess

/// nftables and conntrack of the network namespace that this process is in.
public struct KernelPacketFilter: PacketFilter {
    private let nft: String
    private let conntrack: String

    /// - Parameters:
    ///   - nft: path of nft.
    ///   - conntrack: path of conntrack, which is used for statistics only.
    public init(nft: String = "/usr/sbin/nft", conntrack: String = "/usr/sbin/conntrack") {
        self.nft = nft
        self.conntrack = conntrack
    }

    public func apply(_ ruleset: String) async throws {
        let result = try await Subprocess.run(
            .path(.init(nft)), arguments: ["-f", "-"], input: .string(ruleset), output: .discarded, error: .string(limit: 64 << 10))
        guard result.terminationStatus.isSuccess else {
            throw LabBIGIPError("nft refused the rules: \(result.standardError)")
        }
    }

    public func connections() async -> String {
        let result = try? await Subprocess.run(
            .path(.init(conntrack)), arguments: ["-L", "-p", "tcp"], output: .string(limit: 64 << 20), error: .discarded)
        return result?.standardOutput ?? ""
    }
}
