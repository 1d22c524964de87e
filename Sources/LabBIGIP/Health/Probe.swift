import NIOCore
import NIOPosix
import NIOSSL

/// Carries out one probe: connects, sends, reads until the answer matches.
enum Probe {
    /// Most bytes of an answer that are looked at, as on a BIG-IP.
    static let answerLimit = 5120

    /// Whether the member gave a good answer before `timeout` had passed; every failure is a plain no.
    static func run(_ plan: ProbePlan, on group: any EventLoopGroup) async -> Bool {
        let answer = await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask { (try? await ask(plan, on: group)) ?? false }
            tasks.addTask {
                try? await Task.sleep(for: min(plan.timeout, plan.interval + plan.interval))
                return false
            }
            let first = await tasks.next() ?? false
            tasks.cancelAll()
            return first
        }
        return answer
    }

    private static func ask(_ plan: ProbePlan, on group: any EventLoopGroup) async throws -> Bool {
        let pattern = plan.receive.isEmpty ? nil : try Regex(plan.receive).ignoresCase()
        let secure = plan.kind == .https ? try clientContext() : nil
        let channel = try await ClientBootstrap(group: group)
            .connectTimeout(.nanoseconds(plan.timeout.nanoseconds))
            .connect(host: plan.address, port: plan.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let secure {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: secure, serverHostname: nil))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            if plan.send.isEmpty && pattern == nil { return true }
            if !plan.send.isEmpty { try await outbound.write(ByteBuffer(string: plan.send)) }
            var answer = ByteBuffer()
            do {
                for try await part in inbound {
                    answer.writeImmutableBuffer(part)
                    if matches(answer, pattern) { return true }
                    if answer.readableBytes > answerLimit { return false }
                }
            } catch {
                // A server that resets after its answer has answered all the same.
            }
            return matches(answer, pattern)
        }
    }

    private static func matches(_ answer: ByteBuffer, _ pattern: Regex<AnyRegexOutput>?) -> Bool {
        guard let pattern else { return answer.readableBytes > 0 }
        return String(buffer: answer).firstMatch(of: pattern) != nil
    }

    /// A BIG-IP's https monitor verifies no certificate unless told to.
    private static func clientContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        return try NIOSSLContext(configuration: configuration)
    }
}

extension Duration {
    /// Whole nanoseconds, at most what fits.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product.addingReportingOverflow(attoseconds / 1_000_000_000).partialValue
    }
}
