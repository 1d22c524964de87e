import Glibc
import NIOCore
import NIOPosix

/// Makes listening sockets in another network namespace than the one this process runs in.
enum NamespaceSocket {
    /// `CLONE_NEWNET` of linux/sched.h, which the Glibc module leaves out as it does `setns(2)`.
    private static let network: Int32 = 0x4000_0000

    /// A TCP socket bound to `address` in a named namespace; the caller owns the descriptor.
    ///
    /// A socket belongs for ever to the namespace in which it was made, whichever thread uses it later.
    ///
    /// - Throws: ``LabError`` with what the kernel refused; the process needs root's rights.
    static func bound(to address: SocketAddress, in namespace: String) async throws -> CInt {
        // setns changes the calling thread: it happens on one that does nothing else and ends here.
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        let result: Result<CInt, any Error>
        do {
            result = .success(try await pool.runIfActive { try bind(address, namespace) })
        } catch { result = .failure(error) }
        try await pool.shutdownGracefully()
        return try result.get()
    }

    private static func bind(_ address: SocketAddress, _ namespace: String) throws -> CInt {
        let path = "\(Namespaces.folder)/\(namespace)"
        let home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
        guard home >= 0 else { throw failure("open its own network namespace") }
        defer { close(home) }
        let target = open(path, O_RDONLY | O_CLOEXEC)
        guard target >= 0 else { throw failure("open \(path)", "`ake-lab status` lists the hosts; `ip netns` all namespaces") }
        defer { close(target) }
        try enter(target, path)
        // The socket is not lost by a failure to return, but the thread is in the wrong place then; it ends all the same.
        let socket = Result { try listener(address) }
        do { try enter(home, "its own network namespace") } catch {
            if case .success(let descriptor) = socket { close(descriptor) }
            throw error
        }
        return try socket.get()
    }

    private static func enter(_ descriptor: CInt, _ name: String) throws {
        typealias Setns = @convention(c) (Int32, Int32) -> Int32
        guard let symbol = dlsym(nil, "setns") else { throw LabError("the C library has no setns, so the relay cannot enter \(name)") }
        guard unsafeBitCast(symbol, to: Setns.self)(descriptor, network) == 0 else { throw failure("enter \(name)", "run it as root") }
    }

    private static func listener(_ address: SocketAddress) throws -> CInt {
        let family = address.protocol == .inet6 ? AF_INET6 : AF_INET
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make a socket") }
        var yes: Int32 = 1
        // A relay that was started again must not wait for the connections of the last one to time out.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = address.withSockAddr { pointer, length in Glibc.bind(descriptor, pointer, socklen_t(length)) }
        guard status == 0 else {
            let error = failure("listen on \(address)", "is the address on an interface of the namespace, and the port free?")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func failure(_ what: String, _ remedy: String = "") -> LabError {
        LabError("the relay cannot \(what): \(String(cString: strerror(errno)))", remedy: remedy)
    }
}
