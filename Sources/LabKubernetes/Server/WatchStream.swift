import JSON
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// One running watch: turns commits into lines on its connection, in order, with bookmarks in between.
///
/// Commits arrive under the store's lock and are only passed on to the connection's event loop, where everything else happens.
final class WatchStream: Sendable {
    private struct State {
        var watcher: Int?
        var isFirst = true
        var isEnded = false
        var revision: Int64
        var backlog = 0
        var tasks: [Scheduled<Void>] = []
        var bookmarks: RepeatedTask?
    }

    private static let backlogLimit = 10_000

    private let request: WatchRequest
    private let store: ResourceStore
    private let channel: any Channel
    private let bookmarkInterval: TimeAmount
    private let state: NIOLockedValueBox<State>

    init(request: WatchRequest, store: ResourceStore, channel: any Channel, bookmarkInterval: TimeAmount) {
        self.request = request
        self.store = store
        self.channel = channel
        self.bookmarkInterval = bookmarkInterval
        state = NIOLockedValueBox(State(revision: request.revision))
    }

    /// Sends what is there, then follows. To be called on the event loop.
    func start() {
        for object in request.initial { send("ADDED", object) }
        if request.marksInitialEnd { send("BOOKMARK", request.bookmark(revision: request.revision, endsInitial: true)) }
        do {
            let watcher = try store.watch(after: request.revision) { [weak self] record in
                guard let self else { return }
                self.channel.eventLoop.execute { self.receive(record) }
            }
            state.withLockedValue { $0.watcher = watcher }
        } catch {
            send("ERROR", error.status)
            end()
            return
        }
        channel.flush()
        if request.allowsBookmarks {
            let bookmarks = channel.eventLoop.scheduleRepeatedTask(initialDelay: bookmarkInterval, delay: bookmarkInterval) {
                [weak self] _ in
                self?.bookmark()
            }
            state.withLockedValue { $0.bookmarks = bookmarks }
        }
        if let timeout = request.timeout, timeout > 0 {
            let task = channel.eventLoop.scheduleTask(in: .seconds(timeout)) { [weak self] in
                guard let self else { return }
                self.end()
            }
            state.withLockedValue { $0.tasks.append(task) }
        }
    }

    /// Stops following; the connection is gone or goes.
    func stop() {
        let old = state.withLockedValue { state in
            let copy = state
            state.isEnded = true
            state.watcher = nil
            state.bookmarks = nil
            state.tasks = []
            return copy
        }
        if let watcher = old.watcher { store.unwatch(watcher) }
        old.bookmarks?.cancel()
        for task in old.tasks { task.cancel() }
    }

    private func receive(_ record: ChangeRecord) {
        state.withLockedValue { $0.revision = max($0.revision, record.revision) }
        guard let event = request.event(record) else { return }
        // A client that does not read is cut off, as the API server does, before its backlog fills the memory.
        let backlog = state.withLockedValue { state -> Int in
            state.backlog = channel.isWritable ? 0 : state.backlog + 1
            return state.backlog
        }
        if backlog > Self.backlogLimit {
            channel.close(promise: nil)
            return
        }
        send(event.type, event.object)
        channel.flush()
    }

    private func bookmark() {
        // What is committed but not yet delivered must not be passed by a bookmark: the delivered revision is the promise.
        let revision = state.withLockedValue { $0.revision }
        send("BOOKMARK", request.bookmark(revision: revision))
        channel.flush()
    }

    private func send(_ type: String, _ object: JSONValue) {
        let isFirst = state.withLockedValue { state -> Bool? in
            if state.isEnded { return nil }
            defer { if type != "BOOKMARK" { state.isFirst = false } }
            return state.isFirst
        }
        guard let isFirst else { return }
        let line = request.line(type, object, isFirst: isFirst, now: .now())
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: line))), promise: nil)
    }

    private func end() {
        if state.withLockedValue({ $0.isEnded }) { return }
        stop()
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
