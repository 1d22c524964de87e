import KubernetesAPI

/// What to do about the certificate that stands in the Secret. Pure.
enum CertificatePlan: Hashable {
    /// It is good.
    case keep
    /// Another one is needed, for that reason.
    case issue(String)

    /// - Parameters:
    ///   - stored: what the Secret holds, or why it cannot be used; nil when there is no Secret.
    ///   - names: what the certificate must be for.
    static func decide(_ stored: Result<ServingCertificate, WebhookCertificateError>?, names: [String], now: Timestamp) -> CertificatePlan {
        switch stored {
        case nil: return .issue("there is none")
        case .failure(let error): return .issue("\(error)")
        case .success(let certificate):
            guard Set(names.map { SubjectName($0).general }).isSubset(of: certificate.names.map { SubjectName($0).general }) else {
                return .issue("it is for \(certificate.names.joined(separator: ", ")), not for \(names.joined(separator: ", "))")
            }
            return now >= renewal(of: certificate) ? .issue("two thirds of its life are over") : .keep
        }
    }

    /// When a certificate is to be replaced: after two thirds of its life.
    static func renewal(of certificate: ServingCertificate) -> Timestamp {
        certificate.notBefore.advanced(by: certificate.notAfter.since(certificate.notBefore) / 3 * 2)
    }
}
