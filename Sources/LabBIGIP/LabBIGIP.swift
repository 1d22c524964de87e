import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SystemPackage

/// A stand-in for a BIG-IP: iControl REST over TLS, virtual servers that forward with nftables, monitors that probe.
///
/// It is named for what it is: the lab's templates, plug-in and traffic meet the real protocols, not the real product.
public struct LabBIGIP: Service {
    /// How one stand-in differs from another.
    public struct Options: Sendable {
        /// Address to listen on.
        public var host: String
        /// Port to listen on; 0 takes a free one.
        public var port: Int
        /// Folder for the configuration, the certificate authority and its key; made when absent.
        public var folder: String
        /// Passwords by user name.
        public var passwords: [String: String]
        /// Further names and addresses for the certificate.
        public var alternativeNames: [String]

        /// Makes options.
        public init(
            host: String = "127.0.0.1", port: Int = 443, folder: String, passwords: [String: String], alternativeNames: [String] = []
        ) {
            self.host = host
            self.port = port
            self.folder = folder
            self.passwords = passwords
            self.alternativeNames = alternativeNames
        }
    }

    /// The authority's certificate in PEM, for the CA file of clients.
    public let authority: String
    let box: Box
    private let options: Options
    private let filter: any PacketFilter
    private let certificates: Certificates
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void

    /// Reads configuration and authority from the folder, or makes them.
    ///
    /// - Parameters:
    ///   - filter: carries out the rules.
    ///   - onListening: called with the port once requests are accepted.
    /// - Throws: when the folder cannot be used.
    public init(
        _ options: Options, filter: any PacketFilter = KernelPacketFilter(), logger: Logger = Logger(label: "lab-bigip"),
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        let folder = FilePath(options.folder)
        try Files.makeFolder(folder)
        let store = StateFile(path: folder.appending("configuration.json"))
        self.options = options
        self.filter = filter
        self.logger = logger
        self.onListening = onListening
        certificates = try Certificates(folder: folder, addresses: [options.host] + options.alternativeNames)
        authority = certificates.authority
        box = Box(try store.load(), store: store)
    }

    /// Serves, forwards and probes until cancelled or shut down. The rules stay behind, as a BIG-IP goes on forwarding while REST restarts.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await serve() }
                tasks.addTask { await Forwarder(box: box, filter: filter, logger: logger).run() }
                tasks.addTask { await MonitorLoop(box: box, group: .singletonMultiThreadedEventLoopGroup, logger: logger).run() }
                let first = await tasks.nextResult()
                tasks.cancelAll()
                // Being asked to end is the normal end.
                if case .failure(let error) = first, !(error is CancellationError) { throw error }
            }
        }
    }

    /// Writes the authority's certificate to a further place.
    ///
    /// - Throws: the operating system's error.
    public func writeAuthority(to path: String) throws {
        try Files.replace(FilePath(path), with: Array(authority.utf8), permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    private func serve() async throws {
        let icontrol = IControl(box: box, accounts: Accounts(passwords: options.passwords), filter: filter)
        let listener = HTTPListener(
            group: .singletonMultiThreadedEventLoopGroup, tls: try certificates.serverContext(), answer: { await icontrol.answer($0) })
        try await listener.run(host: options.host, port: options.port) { port in
            logger.info("iControl REST listens", metadata: ["host": "\(options.host)", "port": "\(port)"])
            await onListening(port)
        }
    }
}
