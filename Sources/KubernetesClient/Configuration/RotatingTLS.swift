import HTTPTransport
import Logging
import NIOConcurrencyHelpers

/// A client's TLS material as it is now: what the configuration says, with the files that it names read again every few seconds while calls are
/// made, and with the certificate of a credential plug-in in place of the configuration's.
final class RotatingTLS: TLSMaterialSource {
    private struct State {
        var material: TLSMaterial
        var nextLook: ContinuousClock.Instant
        var problem: String?
    }

    private let files: TLSFiles
    private let interval: Duration
    private let credentials: CredentialCache
    private let logger: Logger
    private let state: NIOLockedValueBox<State>

    init(_ material: TLSMaterial, files: TLSFiles, credentials: CredentialCache, interval: Duration, logger: Logger) {
        self.files = files
        self.interval = interval
        self.credentials = credentials
        self.logger = logger
        self.state = NIOLockedValueBox(State(material: material, nextLook: .now + interval))
    }

    func currentMaterial() -> TLSMaterial {
        var material = state.withLockedValue { state in
            if !files.isEmpty, state.nextLook <= .now { look(&state) }
            return state.material
        }
        if let pair = credentials.certificate {
            material.certificateChain = pair.chain
            material.privateKey = pair.key
        }
        return material
    }

    /// Reads the files again now, and returns whether they have changed: the server has just refused the certificate.
    func reread() -> Bool {
        guard !files.isEmpty else { return false }
        return state.withLockedValue { state in
            let before = state.material
            look(&state)
            return state.material != before
        }
    }

    private func look(_ state: inout State) {
        state.nextLook = .now + interval
        do {
            var material = state.material
            if let path = files.trustedAuthorities { material.trustedAuthorities = try FileBytes.read(path) }
            if let path = files.certificateChain { material.certificateChain = try FileBytes.read(path) }
            if let path = files.privateKey { material.privateKey = try FileBytes.read(path) }
            state.material = material
            state.problem = nil
        } catch {
            if state.problem != "\(error)" { logger.warning("the TLS files cannot be read; what they held before stays in use: \(error)") }
            state.problem = "\(error)"
        }
    }
}
