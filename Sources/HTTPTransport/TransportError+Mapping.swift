import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

extension TransportError {
    /// Sorts what AsyncHTTPClient and NIO throw into the kinds that callers treat differently.
    /// A cancellation is passed on as it is.
    init(mapping error: any Error, request: HTTPRequest?) throws {
        if error is CancellationError || (error as? HTTPClientError) == .cancelled {
            throw CancellationError()
        }
        let place = request.map { "\($0.method) \($0.url): " } ?? ""
        switch error {
        case let error as TransportError:
            self = error
        case let error as HTTPClientError:
            self.init(Self.code(of: error), "\(place)\(error.shortDescription)")
        case let error as NIOConnectionError:
            let causes = error.connectionErrors.map { "\($0.error)" }.joined(separator: "; ")
            self.init(.notConnected, "\(place)cannot connect to \(error.host):\(error.port) (\(causes))")
        case let error as NIOSSLError:
            self.init(.tls, "\(place)\(error)")
        case let error as NIOSSLExtraError:
            self.init(.tls, "\(place)\(error)")
        case let error as BoringSSLError:
            self.init(.tls, "\(place)\(error)")
        case let error as IOError where error.errnoCode == 111 || error.errnoCode == 2:
            self.init(.notConnected, "\(place)\(error)")
        default:
            self.init(.connectionLost, "\(place)\(error)")
        }
    }

    private static func code(of error: HTTPClientError) -> Code {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: .notConnected
        case .deadlineExceeded, .readTimeout, .writeTimeout: .deadlineExceeded
        case .tlsHandshakeTimeout: .tls
        case .invalidURL, .emptyHost, .emptyScheme, .missingSocketPath: .invalidRequest
        default: .connectionLost
        }
    }
}
