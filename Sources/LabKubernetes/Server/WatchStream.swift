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
        var sent = 0
        var due = NIODeadline.now()
        var tasks: [Scheduled<Void>] = []
        var bookmarks: RepeatedTask?
    }

    private static let backlogLimit = 10_000

    private let request: WatchRequest
    private let store: ResourceStore
    private let channel: any Channel
    private let bookmarkInterval: TimeAmount
    private let tuning: NIOLockedValueBox<WatchTuning>
    private let wire: WireFault?
    private let state: NIOLockedValueBox<State>

    init(request: WatchRequest, service: APIService, channel: any Channel, bookmarkInterval: TimeAmount, wire: WireFault? = nil) {
        self.request = request
        self.store = service.store
        self.tuning = service.tuning
        self.wire = wire
        self.channel = channel
        self.bookmarkInterval = bookmarkInterval
        state = NIOLockedValueBox(State(revision: request.revision))
    }

    /// Sends what is there, then follows. To be called on the event loop.
    func start() {
        cutIfDue()
        for object in request.initial { send("ADDED", object) }
        if request.namesVersion { repeatEvents() }
        if request.marksInitialEnd { send("BOOKMARK", request.bookmark(revision: request.revision, endsInitial: true)) }
        do {
            let watcher = try store.watch(after: request.revision) { [weak self] record in
                guard let self else { return }
                self.channel.eventLoop.execute { self.schedule(record) }
            }
            let isEnded = state.withLockedValue { state in
                state.watcher = state.isEnded ? nil : watcher
                return state.isEnded
            }
            if isEnded {
                store.unwatch(watcher)
                return
            }
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

    private func repeatEvents() {
        let tuning = tuning.withLockedValue { $0 }
        if tuning.repeats == 0 { return }
        let records = store.newest(tuning.repeats, upTo: request.revision) { request.event($0) != nil }
        for record in tuning.isReordered ? records.reversed() : records {
            if let event = request.event(record) { send(event.type, event.object) }
        }
    }

    /// Receives a record now, or as much later as tests want, in order.
    private func schedule(_ record: ChangeRecord) {
        let delay = tuning.withLockedValue { $0.delay }
        let now = NIODeadline.now()
        let due = state.withLockedValue { state in
            state.due = max(state.due, now + TimeAmount(delay))
            return state.due
        }
        if due <= now { return receive(record) }
        channel.eventLoop.scheduleTask(deadline: due) { [weak self] in self?.receive(record) }
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
        if store.revision < revision { return }
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
        let sent = state.withLockedValue { state in
            defer { state.sent += 1 }
            return state.sent
        }
        let part = wire?.part(ofLine: line.count, sent: sent)
        channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: part.map { line.prefix($0) } ?? line[...]))), promise: nil)
        cutIfDue()
    }

    /// Breaks the stream off where a test wants it.
    private func cutIfDue() {
        guard let wire, wire.endsWatch(sent: state.withLockedValue { $0.sent }) else { return }
        stop()
        let channel = channel
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer()))).whenComplete { _ in
            if wire.isReset { channel.reset() }
        }
    }

    private func end() {
        if state.withLockedValue({ $0.isEnded }) { return }
        stop()
        channel.writeAndFlush(HTTPServerResponsePart.end(nil), promise: nil)
    }
}
