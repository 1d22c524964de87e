import JSON
import NIOConcurrencyHelpers

/// All sandboxes of the lab's workers, in memory and on disk; gives out the blocks' addresses.
final class SandboxTable: Sendable {
    private let folder: String
    private let sandboxes: NIOLockedValueBox<[String: PodSandbox]>

    /// Reads what a kubelet before this one left.
    init(folder: String) {
        self.folder = folder
        var found: [String: PodSandbox] = [:]
        for name in Files.names(in: folder) where name.hasSuffix(".json") {
            guard let text = Files.text("\(folder)/\(name)"),
                let sandbox = try? JSONReader.decode(PodSandbox.self, from: Array(text.utf8))
            else { continue }
            found[sandbox.uid] = sandbox
        }
        sandboxes = NIOLockedValueBox(found)
    }

    var all: [PodSandbox] { sandboxes.withLockedValue { Array($0.values) } }

    subscript(uid: String) -> PodSandbox? { sandboxes.withLockedValue { $0[uid] } }

    /// Reserves an address of the worker's block for a Pod; nil when the block is full.
    func reserve(uid: String, namespace: String, name: String, worker: LabWorker, port: Int) throws -> PodSandbox? {
        let sandbox: PodSandbox? = sandboxes.withLockedValue { sandboxes in
            let taken = Set(sandboxes.values.map(\.address))
            guard let address = worker.podAddresses.first(where: { !taken.contains($0) }) else { return nil }
            let sandbox = PodSandbox(
                uid: uid, podNamespace: namespace, podName: name, worker: worker.number, address: address, port: port, restarts: 0)
            sandboxes[uid] = sandbox
            return sandbox
        }
        if let sandbox { try save(sandbox) }
        return sandbox
    }

    func update(_ sandbox: PodSandbox) throws {
        sandboxes.withLockedValue { $0[sandbox.uid] = sandbox }
        try save(sandbox)
    }

    func release(_ sandbox: PodSandbox) throws {
        try Files.remove(path(sandbox))
        _ = sandboxes.withLockedValue { $0.removeValue(forKey: sandbox.uid) }
    }

    private func path(_ sandbox: PodSandbox) -> String { "\(folder)/\(sandbox.short).json" }

    private func save(_ sandbox: PodSandbox) throws {
        try Files.write(String(decoding: JSONWriter.encode(sandbox), as: UTF8.self), to: path(sandbox))
    }
}
