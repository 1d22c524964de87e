/// What certificate files hold.
struct CertificateFilesContent: Sendable, Hashable {
    /// The certificate with its key.
    var certificate: ServingCertificate
    /// The authorities of clients, PEM; nil when every client is talked to.
    var clientAuthorities: String?
}
