import FoundationEssentials
import Testing

@testable import OperationsServer

@Suite struct CertificateFilesTests {
    /// A folder as Kubernetes mounts a Secret: files are links into a folder that is swapped at once.
    private struct Folder {
        let path = "/tmp/certificate-files-\(UInt64.random(in: 0...UInt64.max))"

        init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        }

        func remove() { try? FileManager.default.removeItem(atPath: path) }
    }

    private func files(_ folder: Folder, _ context: ServingContext, clients: Bool = false) -> CertificateFiles {
        CertificateFiles(
            settings: .init(
                certificate: "\(folder.path)/tls.crt", privateKey: "\(folder.path)/tls.key",
                clientAuthorities: clients ? "\(folder.path)/clients.crt" : nil, interval: .milliseconds(20)),
            context: context, logger: quiet)
    }

    @Test func `files are served as soon as they are there, and again when they change`() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let context = ServingContext()
        let first = try Webhook.certificate()
        let second = try Webhook.certificate()
        try await withServices([files(folder, context)]) {
            try folder.write("tls.crt", first.certificate)
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.certificate == nil, "half a pair is nothing")
            try folder.write("tls.key", first.privateKey)
            try await eventually("the pair is served") { context.certificate?.certificate == first.certificate }
            try folder.write("tls.crt", second.certificate)
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.certificate?.certificate == first.certificate, "a pair that does not belong together keeps the one before")
            try folder.write("tls.key", second.privateKey)
            try await eventually("the next pair is served") { context.certificate?.certificate == second.certificate }
            try folder.write("tls.crt", String(first.certificate.prefix(200)))
            try folder.write("tls.key", "")
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.certificate?.certificate == second.certificate)
            try FileManager.default.removeItem(atPath: "\(folder.path)/tls.crt")
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.certificate?.certificate == second.certificate)
        }
    }

    @Test func `the authorities of clients are read again too, and an empty file of them opens nothing`() async throws {
        let folder = try Folder()
        defer { folder.remove() }
        let context = ServingContext()
        let (server, clients) = (try Webhook.certificate(), try Webhook.certificate())
        try await withServices([files(folder, context, clients: true)]) {
            try folder.write("clients.crt", "")
            try folder.write("tls.crt", server.certificate)
            try folder.write("tls.key", server.privateKey)
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.certificate == nil)
            try folder.write("clients.crt", clients.authorities)
            try await eventually("served") { context.present?.clients?.authorities == clients.authorities }
            try folder.write("clients.crt", "")
            try await Task.sleep(for: .milliseconds(100))
            #expect(context.present?.clients?.authorities == clients.authorities)
        }
    }

    @Test func `a problem is told once, and a good pair only when it changes`() throws {
        let (one, two) = (WebhookCertificateError("one"), WebhookCertificateError("two"))
        let first = CertificateFilesContent(certificate: try Webhook.certificate())
        let second = CertificateFilesContent(certificate: try Webhook.certificate())
        var state = CertificateFilesState()
        let story: [(CertificateFilesState.Reading, CertificateFilesState.Action, Bool)] = [
            (.failure(one), .complain(one), true), (.failure(one), .keep, true), (.success(first), .serve(first), false),
            (.success(first), .keep, false), (.failure(one), .complain(one), true), (.failure(two), .complain(two), true),
            (.success(first), .keep, false), (.success(second), .serve(second), false),
        ]
        for (index, (reading, action, isWaiting)) in story.enumerated() {
            #expect(state.read(reading) == action && state.isWaiting == isWaiting, "step \(index)")
        }
    }
}
