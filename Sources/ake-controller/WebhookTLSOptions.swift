import ArgumentParser
import FoundationEssentials
import OperationsServer

/// The flags of the webhook's TLS: where its certificate comes from, and whom it talks to.
struct WebhookTLSOptions: ParsableArguments {
    @Option(
        help: """
            A file with the webhook's certificate, PEM, as cert-manager's tls.crt; read again when it changes. The authority in the \
            ValidatingWebhookConfiguration is then left to cert-manager. Without it the webhook makes its certificate by itself.
            """)
    var certificateFile: String?

    @Option(help: "A file with the certificate's private key, PEM; together with --certificate-file.")
    var keyFile: String?

    @Option(
        help: "A file with the authorities of the API servers' client certificates, PEM; others are refused. Default: all are answered.")
    var clientCAFile: String?

    @Option(help: "A name that the API servers' client certificates have, as common name or DNS name; may be given several times.")
    var clientName: [String] = environmentValue("CLIENT_NAME")?.split(separator: ",").map(String.init) ?? []

    @Option(name: .customLong("tls-min-version"), help: "The oldest TLS that is spoken: 1.2 or 1.3. Default: 1.3.")
    var tlsMinVersion: String?

    @Option(help: "How many connections may be open at once. Default: 512.")
    var maxConnections: Int?

    func validate() throws {
        _ = try context()
        _ = try files()
        _ = try limits()
    }

    /// The context that connections are made with. Authorities of clients in files that are watched are read later.
    func context() throws -> ServingContext {
        let text = tlsMinVersion ?? environmentValue("TLS_MIN_VERSION") ?? TLSMinimum.tls13.rawValue
        guard let minimum = TLSMinimum(rawValue: text) else { throw ValidationError("--tls-min-version \(text): expected 1.2 or 1.3") }
        guard let path = clientCAPath else {
            guard clientName.isEmpty else { throw ValidationError("--client-name: expected together with --client-ca-file") }
            return ServingContext(minimumTLS: minimum)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("--client-ca-file \(path): the file cannot be read")
        }
        let context = ServingContext(minimumTLS: minimum)
        try context.accept(ClientAuthentication(authorities: String(decoding: data, as: UTF8.self), names: Set(clientName)))
        return context
    }

    /// The files of the certificate, if the user names them.
    func files() throws -> CertificateFiles.Settings? {
        switch (certificateFile ?? environmentValue("CERTIFICATE_FILE"), keyFile ?? environmentValue("KEY_FILE")) {
        case (nil, nil): return nil
        case (let certificate?, let key?):
            return CertificateFiles.Settings(
                certificate: certificate, privateKey: key, clientAuthorities: clientCAPath, clientNames: Set(clientName))
        default: throw ValidationError("--certificate-file and --key-file: expected both or none")
        }
    }

    /// What the server bears.
    func limits() throws -> WebhookServer.Limits {
        WebhookServer.Limits(
            connections: try Setting.number(
                "--max-connections", maxConnections, environmentValue("MAX_CONNECTIONS"), default: 512, in: 1...1_000_000))
    }

    /// The first flag that was given.
    var given: String? {
        let flags = [
            ("--certificate-file", certificateFile != nil), ("--key-file", keyFile != nil), ("--client-ca-file", clientCAFile != nil),
            ("--tls-min-version", tlsMinVersion != nil), ("--max-connections", maxConnections != nil),
        ]
        return flags.first { $0.1 }?.0
    }

    private var clientCAPath: String? { clientCAFile ?? environmentValue("CLIENT_CA_FILE") }
}
