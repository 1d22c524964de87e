/// What to do about certificate files as they were just read. Pure.
///
/// The two files of a pair are read one after the other, and whoever replaces them does so one after the other too: a pair that does not
/// belong together is normal for a moment. So the one before is served on until a good pair stands there, and a problem is told once.
struct CertificateFilesState {
    /// What the files hold, or why they cannot be used.
    typealias Reading = Result<CertificateFilesContent, WebhookCertificateError>

    /// What is to be done.
    enum Action: Hashable {
        /// Nothing: they are as they were.
        case keep
        /// Serve what is in them from now on.
        case serve(CertificateFilesContent)
        /// Tell of a problem; what is served stays.
        case complain(WebhookCertificateError)
    }

    private var served: CertificateFilesContent?
    private var problem: WebhookCertificateError?

    /// Whether the files were bad when they were last read, so that it is worth to look again soon.
    var isWaiting: Bool { problem != nil }

    mutating func read(_ reading: Reading) -> Action {
        switch reading {
        case .success(let content):
            problem = nil
            guard content != served else { return .keep }
            served = content
            return .serve(content)
        case .failure(let error):
            guard error != problem else { return .keep }
            problem = error
            return .complain(error)
        }
    }

    /// TLS does not take what the files hold: it is not served.
    mutating func refused(_ error: WebhookCertificateError) {
        problem = error
    }
}
