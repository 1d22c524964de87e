import JSON
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// One running watch: turns commits into lines on its connection, in order, with bookmarks in between.
///
/// Commits arrive under the store's lock and are only put into the inbox; everything else happens on the connection's event loop, as fast as
/// the client reads.
final class WatchStream: Sendable {
    private struct State {
        var watcher: Int?
        var isFirst = true
        var isEnded = false
        /// The objects that are still to be sent first.
        var initial: ArraySlice<StoredObject>
        /// Whether all that comes before the first change has been sent.
        var isOpen = false
        var inbox: WatchInbox
        var sent = 0
        var timeout: Scheduled<Void>?
        var bookmarks: RepeatedTask?
    }

    /// What there is to do next.
    private enum Step {
        case initial([StoredObject])
        case open
        case changes(WatchInbox.Work)
    }

    private static let batch = 256
    private static let batchSize = 256 * 1024
    // So many batches in a row before other connections of the event loop have their turn.
    private static let batchesInARow = 16

    private let request: WatchRequest
    private let store: ResourceStore
    private let channel: any Channel
    private let bookmarkInterval: TimeAmount
    private let tuning: NIOLockedValueBox<WatchTuning>
    private let wire: WireFault?
    private let opening: [UInt8]
    private let state: NIOLockedValueBox<State>

    init(request: WatchRequest, service: APIService, channel: any Channel, bookmarkInterval: TimeAmount, wire: WireFault? = nil) {
        self.request = request
        self.store = service.store
        self.tuning = service.tuning
        self.wire = wire
        self.channel = channel
        self.bookmarkInterval = bookmarkInterval
        opening = request.kind.opening
        state = NIOLockedValueBox(
            State(
                initial: request.initial[...], inbox: WatchInbox(revision: request.revision, limit: service.watchBacklogLimit)))
    }

    /// Sends what is there, then follows. To be called on the event loop.
    func start() {
        cutIfDue()
        do {
            let watcher = try store.watch(
                after: request.revision,
                expire: { [weak self, channel] failure in channel.eventLoop.execute { [weak self] in self?.expire(failure) } },
                deliver: { [weak self] record in self?.arrive(record) })
            let isEnded = state.withLockedValue { state in
                state.watcher = state.isEnded ? nil : watcher
                return state.isEnded
            }
            if isEnded { return store.unwatch(watcher) }
        } catch {
            return fail(error)
        }
        drain()
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
            state.withLockedValue { $0.timeout = task }
        }
    }

    /// Stops following; the connection is gone or goes.
    func stop() {
        let (watcher, bookmarks, timeout) = state.withLockedValue { state in
            let old = (state.watcher, state.bookmarks, state.timeout)
            state.isEnded = true
            state.watcher = nil
            state.bookmarks = nil
            state.timeout = nil
            return old
        }
        if let watcher { store.unwatch(watcher) }
        bookmarks?.cancel()
        timeout?.cancel()
    }

    /// Sends what waits, as long as the client reads. To be called on the event loop.
    func drain() {
        for _ in 0..<Self.batchesInARow {
            guard channel.isWritable else { return }
            switch state.withLockedValue({ Self.next(&$0) }) {
            case .initial(let objects):
                for object in objects { send("ADDED", object) }
                channel.flush()
            case .open:
                if request.namesVersion { repeatEvents() }
                if request.marksInitialEnd { send("BOOKMARK", request.bookmark(revision: request.revision, endsInitial: true)) }
                channel.flush()
            case .changes(.send(let records)): send(records)
            case .changes(.wait(let due)):
                channel.eventLoop.scheduleTask(deadline: due) { [weak self] in self?.drain() }
                return
            case .changes(.none): return
            }
        }
        channel.eventLoop.execute { [weak self] in self?.drain() }
    }

    private static func next(_ state: inout State) -> Step {
        if state.isEnded { return .changes(.none) }
        if !state.initial.isEmpty {
            var objects: [StoredObject] = []
            var size = 0
            while size < batchSize, let object = state.initial.popFirst() {
                objects.append(object)
                size += object.size
            }
            return .initial(objects)
        }
        if !state.isOpen {
            state.isOpen = true
            return .open
        }
        return .changes(state.inbox.take(upTo: batch, now: .now()))
    }

    /// Tells the client, after what it is still to see, that the watch is over.
    private func expire(_ failure: APIFailure) {
        drain()
        fail(failure)
    }

    private func fail(_ failure: APIFailure) {
        send("ERROR", failure.status)
        end()
    }

    private func arrive(_ record: ChangeRecord) {
        guard request.concerns(record) else { return state.withLockedValue { $0.inbox.pass(record.revision) } }
        let delay = tuning.withLockedValue { $0.delay }
        let due: NIODeadline = delay == .zero ? .uptimeNanoseconds(0) : .now() + TimeAmount(delay)
        switch state.withLockedValue({ $0.isEnded ? .nothing : $0.inbox.arrive(record, due: due) }) {
        case .nothing: return
        case .wake: channel.eventLoop.execute { [weak self] in self?.drain() }
        case .overflow:
            let channel = channel
            channel.eventLoop.execute { channel.hangUp() }
        }
    }

    private func send(_ records: [ChangeRecord]) {
        if wire != nil || request.media == .table {
            for record in records {
                if let event = request.event(record) { send(event.type, event.object) }
            }
        } else {
            var buffer = channel.allocator.buffer(capacity: 4096)
            for record in records {
                guard let event = request.event(record) else { continue }
                request.write(event.type, event.object, to: &buffer, opening: opening, isFirst: false)
            }
            if buffer.readableBytes > 0 { channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil) }
        }
        channel.flush()
    }

    private func repeatEvents() {
        let tuning = tuning.withLockedValue { $0 }
        if tuning.repeats == 0 { return }
        let records = store.newest(tuning.repeats, upTo: request.revision) { request.event($0) != nil }
        for record in tuning.isReordered ? records.reversed() : records {
            if let event = request.event(record) { send(event.type, event.object) }
        }
    }

    private func bookmark() {
        // What is committed but not yet sent must not be passed by a bookmark, nor a version that the server does not know yet.
        let (revision, isOpen) = state.withLockedValue { ($0.inbox.promised, $0.isOpen) }
        if !isOpen || store.revision < revision { return }
        send("BOOKMARK", request.bookmark(revision: revision))
        channel.flush()
    }

    private func send(_ type: String, _ object: StoredObject) {
        line { buffer, isFirst in request.write(type, object, to: &buffer, opening: opening, isFirst: isFirst) }
    }

    private func send(_ type: String, _ object: JSONValue) {
        line(countsAsFirst: type != "BOOKMARK") { buffer, _ in request.write(type, object, to: &buffer) }
    }

    private func line(countsAsFirst: Bool = true, _ write: (inout ByteBuffer, Bool) -> Void) {
        let before = state.withLockedValue { state -> (isFirst: Bool, sent: Int)? in
            if state.isEnded { return nil }
            defer {
                state.isFirst = state.isFirst && !countsAsFirst
                state.sent += 1
            }
            return (state.isFirst, state.sent)
        }
        guard let before else { return }
        var buffer = ByteBuffer()
        write(&buffer, before.isFirst)
        if let part = wire?.part(ofLine: buffer.readableBytes, sent: before.sent) { buffer.moveWriterIndex(to: buffer.readerIndex + part) }
        channel.write(HTTPServerResponsePart.body(.byteBuffer(buffer)), promise: nil)
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
