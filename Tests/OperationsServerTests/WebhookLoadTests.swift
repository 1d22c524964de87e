import HTTPTransport
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Testing

@testable import OperationsServer

/// Slow clients, many clients, and an end in the middle.
@Suite struct WebhookLoadTests {
    private static let post = "POST /validate HTTP/1.1\r\nHost: a\r\n"

    @Test func `a connection that sends no whole head is closed`() async throws {
        try await Webhook.running(limits: .init(deadline: .milliseconds(300))) { webhook async throws in
            for start in ["", "P", "POST /validate HTTP/1.1\r\nHost: a\r\n"] {
                let reply = try? await RawClient.send(start, port: webhook.port, tls: Webhook.clientTLS())
                #expect(reply ?? "" == "", "\(start)")
            }
        }
    }

    @Test func `the caller's own patience bounds a question`() async throws {
        try await Webhook.running(limits: .init(deadline: .seconds(100))) { webhook async throws in
            let reply = try await RawClient.send(
                "POST /validate?timeout=200ms HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{", port: webhook.port,
                tls: Webhook.clientTLS())
            #expect(reply.hasPrefix("HTTP/1.1 408") && reply.lowercased().contains("connection: close"))
            #expect(reply.contains("within 0.18 seconds"))
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [("", 300), ("?timeout=400ms", 100_000), ("?timeout=90s", 300)])
    func `an answer that hangs is given up before the caller does, and its connection serves others`(query: String, own: Int) async throws {
        let isCancelled = NIOLockedValueBox(false)
        let hanging: WebhookServer.Answer = { question in
            if question == Array("quick".utf8) { return question }
            do {
                try await Task.sleep(for: .seconds(1000))
            } catch {
                isCancelled.withLockedValue { $0 = true }
                throw error
            }
            return []
        }
        let limits = WebhookServer.Limits(deadline: .milliseconds(own), connections: 1)
        try await Webhook.running(limits: limits, answer: hanging) { webhook async throws in
            let quick = Self.post + "Connection: close\r\nContent-Length: 5\r\n\r\nquick"
            let reply = try await RawClient.send(
                "POST /validate\(query) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nhang" + quick, port: webhook.port,
                tls: Webhook.clientTLS())
            #expect(reply.hasPrefix("HTTP/1.1 504") && reply.contains("the webhook did not answer within 0.3"), "\(reply)")
            #expect(isCancelled.withLockedValue { $0 })
            // After it on the same connection, and on another where one is all there may be.
            #expect(reply.components(of: "HTTP/1.1 200") == 1 && reply.hasSuffix("quick"))
            #expect(try await RawClient.send(quick, port: webhook.port, tls: Webhook.clientTLS()).hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(.timeLimit(.minutes(1))) func `the deadline counts for a question's arrival and its answer together`() async throws {
        let hanging: WebhookServer.Answer = { question in
            try await Task.sleep(for: .seconds(1000))
            return question
        }
        try await Webhook.running(limits: .init(deadline: .seconds(2)), answer: hanging) { webhook async throws in
            let began = ContinuousClock.now
            let reply = try await RawClient.send(
                [Self.post + "Connection: close\r\nContent-Length: 10\r\n\r\nhalf,", "whole"], port: webhook.port,
                tls: Webhook.clientTLS()
            ) { try await Task.sleep(for: .seconds(1)) }
            #expect(reply.hasPrefix("HTTP/1.1 504"), "\(reply)")
            #expect(ContinuousClock.now - began < .milliseconds(2900))
        }
    }

    @Test func `a body that never ends is cut, with the reason`() async throws {
        try await Webhook.running { webhook async throws in
            let large = String(repeating: " ", count: (3 << 20) + 1)
            // Without `Connection: close`, and more is announced than will come: the server closes.
            let reply = try await RawClient.send(
                Self.post + "Content-Length: \(64 << 20)\r\n\r\n" + large, port: webhook.port, tls: Webhook.clientTLS())
            #expect(reply.hasPrefix("HTTP/1.1 413") && reply.lowercased().contains("connection: close"))
        }
    }

    @Test func `one connection carries many questions`() async throws {
        try await Webhook.running(answer: Webhook.echo) { webhook async throws in
            let one = Self.post + "Content-Length: 3\r\n\r\n"
            let reply = try await RawClient.send(
                one + "one" + one + "two" + Self.post + "Connection: close\r\nContent-Length: 3\r\n\r\nend", port: webhook.port,
                tls: Webhook.clientTLS())
            #expect(reply.components(of: "HTTP/1.1 200") == 3)
            #expect(reply.contains("one") && reply.contains("two") && reply.contains("end"))
        }
    }

    @Test func `above the limit connections wait for one to close`() async throws {
        try await Webhook.running(limits: .init(deadline: .seconds(1), connections: 2), answer: Webhook.echo) { webhook async throws in
            let answered = NIOLockedValueBox(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                // Silent ones that hold every place until they are closed, and those who want something.
                for _ in 0..<6 { group.addTask { _ = try? await RawClient.send("", port: webhook.port, tls: Webhook.clientTLS()) } }
                try await Task.sleep(for: .milliseconds(100))
                for _ in 0..<4 {
                    group.addTask {
                        let request = Self.post + "Connection: close\r\nContent-Length: 2\r\n\r\nok"
                        let reply = try await RawClient.send(request, port: webhook.port, tls: Webhook.clientTLS())
                        #expect(reply.hasPrefix("HTTP/1.1 200"))
                        answered.withLockedValue { $0 += 1 }
                    }
                }
                try await group.waitForAll()
            }
            #expect(answered.withLockedValue { $0 } == 4)
        }
    }

    @Test(.timeLimit(.minutes(2))) func `a shutdown answers the questions under way, closes idle connections, and ends`() async throws {
        let context = ServingContext()
        try context.serve(try Webhook.certificate())
        let port = PortBox()
        let server = WebhookServer(
            address: ListenAddress(host: "127.0.0.1", port: 0), context: context, logger: quiet, onListening: { port.set($0) },
            answer: Webhook.echo)
        let group = ServiceGroup(services: [server], logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try await port.wait()
            // Idle, after one question.
            tasks.addTask {
                let reply = try await RawClient.send(Self.post + "Content-Length: 1\r\n\r\na", port: port, tls: Webhook.clientTLS())
                #expect(reply.hasPrefix("HTTP/1.1 200") && reply.hasSuffix("a"))
            }
            let started = NIOLockedValueBox(false)
            let mayEnd = NIOLockedValueBox(false)
            tasks.addTask {
                let reply = try await RawClient.send(
                    [Self.post + "Content-Length: 10\r\n\r\nhalf,", "whole"], port: port, tls: Webhook.clientTLS()
                ) {
                    started.withLockedValue { $0 = true }
                    try await eventually("the shutdown has begun") { mayEnd.withLockedValue { $0 } }
                }
                #expect(reply.hasPrefix("HTTP/1.1 200") && reply.hasSuffix("half,whole"), "\(reply)")
            }
            try await eventually("the question has begun") { started.withLockedValue { $0 } }
            try await Task.sleep(for: .milliseconds(300))
            await group.triggerGracefulShutdown()
            try await eventually("nobody else gets in") {
                do {
                    _ = try await RawClient.send("", port: port, tls: Webhook.clientTLS())
                    return false
                } catch { return true }
            }
            mayEnd.withLockedValue { $0 = true }
            try await tasks.waitForAll()
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
