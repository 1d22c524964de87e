import HTTPTransport
import KubernetesClient
import Testing

/// At debug level ServiceLifecycle prints each service with all it holds.
@Suite struct SecretDescriptionTests {
    @Test func `a printed client shows neither keys nor tokens`() throws {
        let tls = TLSMaterial(privateKey: Array("hush".utf8))
        let configuration = KubernetesConfiguration(server: "https://api", tls: tls, credential: .token("hush"))
        for text in ["\(configuration)", String(reflecting: configuration), "\([configuration])"] {
            #expect(!text.contains("hush") && !text.contains("104, 117, 115, 104"))
        }
    }
}
