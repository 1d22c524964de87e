/// What carries out rules: the kernel, or a record of them in a test.
public protocol PacketFilter: Sendable {
    /// Replaces the rules of the stand-in in one transaction.
    ///
    /// - Parameter ruleset: text for `nft -f -`.
    /// - Throws: when the rules are refused; those before then hold on.
    func apply(_ ruleset: String) async throws

    /// The tracked connections, as `conntrack -L` lists them; empty when they cannot be read.
    func connections() async -> String
}
