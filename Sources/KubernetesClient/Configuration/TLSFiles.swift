/// The files that a configuration takes its TLS material from, and that are read again as they rotate; `nil` where it does not come from a file.
public struct TLSFiles: Sendable, Hashable {
    /// The file with the authorities to trust, PEM.
    public var trustedAuthorities: String?
    /// The file with the client's certificate chain, PEM.
    public var certificateChain: String?
    /// The file with the client's key, PEM.
    public var privateKey: String?

    /// Makes the names of files.
    public init(trustedAuthorities: String? = nil, certificateChain: String? = nil, privateKey: String? = nil) {
        self.trustedAuthorities = trustedAuthorities
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }

    /// Whether no file is named.
    public var isEmpty: Bool { trustedAuthorities == nil && certificateChain == nil && privateKey == nil }
}
