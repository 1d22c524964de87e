import KubernetesAPI
import NIOConcurrencyHelpers

/// Holds the current bearer token and gets a new one when it is due or refused.
final class TokenCache: Sendable {
    private struct Entry {
        var token: String
        var goodUntil: ContinuousClock.Instant
    }

    // A rotated file is noticed within this time even if the old token is still accepted; the kubelet rotates long before expiry.
    private static let fileLifetime: Duration = .seconds(30)

    private let source: CredentialSource
    private let entry = NIOLockedValueBox<Entry?>(nil)

    init(_ source: CredentialSource) { self.source = source }

    /// The token to send, if any.
    func token() async throws -> String? {
        let now = ContinuousClock.now
        if let cached = entry.withLockedValue({ $0 }), cached.goodUntil > now {
            return cached.token
        }
        switch source {
        case .none:
            return nil
        case .token(let token):
            return token
        case .file(let path):
            let token = String(decoding: try FileBytes.read(path), as: UTF8.self).filter { !$0.isWhitespace }
            entry.withLockedValue { $0 = Entry(token: token, goodUntil: now + Self.fileLifetime) }
            return token
        case .exec(let plugin):
            let credential = try await ExecCredential.obtain(from: plugin)
            let lifetime = credential.expiresIn.map { max($0 - .seconds(30), .seconds(1)) } ?? .seconds(86_400)
            entry.withLockedValue { $0 = Entry(token: credential.token, goodUntil: now + lifetime) }
            return credential.token
        }
    }

    /// Forgets the token after the server refused it. Returns whether another one may come of it.
    func refused(_ token: String?) -> Bool {
        guard let token else { return false }
        entry.withLockedValue { if $0?.token == token { $0 = nil } }
        switch source {
        case .none, .token: return false
        case .file, .exec: return true
        }
    }
}
