import JSON
import NIOConcurrencyHelpers

/// All objects, their history and those who watch: the part that etcd and the watch cache play.
///
/// One lock guards it; a commit hands its record to the journal and to every watcher before the lock is released, so that
/// all of them see the same order.
final class ResourceStore: Sendable {
    /// What must hold for a commit to happen.
    enum Expectation: Sendable {
        case absent
        case revision(String)
    }

    /// Why a commit did not happen.
    enum Refusal: Error, Sendable {
        case exists
        case missing
        case stale
    }

    /// A page of objects at one revision.
    struct Page: Sendable {
        var revision: Int64
        var objects: [StoredObject]
        /// The key to go on after, and how many are left.
        var next: (after: ObjectKey, remaining: Int)?
    }

    private struct Watcher: Sendable {
        var after: Int64
        var deliver: @Sendable (ChangeRecord) -> Void
        var expire: (@Sendable (APIFailure) -> Void)?
    }

    private struct State: Sendable {
        var revision: Int64
        var compacted: Int64
        var objects: [GroupResource: [ObjectKey: StoredObject]] = [:]
        /// The keys of `objects` in order, made when a list wants them and dropped when one comes or goes.
        var order: [GroupResource: [ObjectKey]] = [:]
        /// How often something at a place was written.
        var writes: [GroupResource: Int] = [:]
        var history: [ChangeRecord] = []
        var watchers: [Int: Watcher] = [:]
        var lastWatcher = 0
        var places: [String: ObjectPlace] = [:]
        var dependents: [String: Set<ObjectPlace>] = [:]
    }

    private let state: NIOLockedValueBox<State>
    private let historyLimit: Int
    private let journal: Journal?

    /// - Parameters:
    ///   - objects: what a journal remembers.
    ///   - revision: the newest revision it remembers; watches from before it are answered with 410.
    ///   - historyLimit: how many writes a watch may lie behind.
    init(objects: [(GroupResource, JSONValue)] = [], revision: Int64 = 1, historyLimit: Int, journal: Journal? = nil) {
        var state = State(revision: revision, compacted: revision)
        for (resource, object) in objects {
            let stored = StoredObject(object, revision: object.revision)
            state.objects[resource, default: [:]][object.key] = stored
            Self.reindex(&state, ObjectPlace(resource: resource, key: object.key), from: nil, to: stored)
        }
        self.state = NIOLockedValueBox(state)
        self.historyLimit = historyLimit
        self.journal = journal
    }

    /// The newest revision.
    var revision: Int64 { state.withLockedValue(\.revision) }

    /// How many follow the commits, the server's own housekeeper among them.
    var watcherCount: Int { state.withLockedValue { $0.watchers.count } }

    /// How often something at one of the places was written: equal numbers mean equal objects.
    func writes(_ places: [GroupResource]) -> Int { state.withLockedValue { state in places.reduce(0) { $0 + (state.writes[$1] ?? 0) } } }

    func object(_ resource: GroupResource, _ key: ObjectKey) -> StoredObject? {
        state.withLockedValue { $0.objects[resource]?[key] }
    }

    /// The object with a uid.
    func object(uid: String) -> (ObjectPlace, StoredObject)? {
        state.withLockedValue { state in
            guard let place = state.places[uid], let object = state.objects[place.resource]?[place.key] else { return nil }
            return (place, object)
        }
    }

    /// The objects that name an owner's uid in their owner references.
    func dependents(of uid: String) -> [(ObjectPlace, StoredObject)] {
        state.withLockedValue { state in
            (state.dependents[uid] ?? []).compactMap { place in state.objects[place.resource]?[place.key].map { (place, $0) } }
        }
    }

    /// Every object of a resource, in no order.
    func objects(_ resource: GroupResource) -> [StoredObject] { state.withLockedValue { Array(($0.objects[resource] ?? [:]).values) } }

    /// Everything in a namespace.
    func contents(ofNamespace namespace: String) -> [(ObjectPlace, StoredObject)] {
        state.withLockedValue { state in
            state.objects.flatMap { resource, objects in
                objects.filter { $0.key.namespace == namespace }.map { (ObjectPlace(resource: resource, key: $0.key), $0.value) }
            }
        }
    }

    /// Every object there is.
    func everything() -> (revision: Int64, objects: [(GroupResource, StoredObject)]) {
        state.withLockedValue { state in
            (state.revision, state.objects.flatMap { resource, objects in objects.values.map { (resource, $0) } })
        }
    }

    /// The objects of a resource as they were at a revision (nil: now), sorted by namespace and name.
    ///
    /// - Throws: ``APIFailure`` 410 when the revision has been compacted away.
    func list(
        _ resource: GroupResource, namespace: String?, at wanted: Int64?, after: ObjectKey?, limit: Int?,
        where accepts: (StoredObject) -> Bool
    ) throws(APIFailure) -> Page {
        let found = state.withLockedValue { state -> (Int64, [ObjectKey: StoredObject], [ObjectKey])? in
            let revision = wanted ?? state.revision
            if revision < state.compacted { return nil }
            var objects = state.objects[resource] ?? [:]
            let newer = state.history.suffix(Int(max(0, state.revision - revision))).reversed().filter { $0.place == resource }
            for record in newer { objects[record.key] = record.previous }
            if !newer.isEmpty { return (revision, objects, objects.keys.sorted()) }
            let order = state.order[resource] ?? objects.keys.sorted()
            state.order[resource] = order
            return (revision, objects, order)
        }
        guard let (revision, objects, order) = found else { throw .expired("The resourceVersion for the provided list is too old.") }
        var page = Page(revision: revision, objects: [])
        page.objects.reserveCapacity(min(limit ?? order.count, order.count))
        var left = 0
        for key in order {
            guard namespace == nil || key.namespace == namespace, after.map({ $0 < key }) ?? true, let object = objects[key],
                accepts(object)
            else { continue }
            if let limit, page.objects.count == limit { left += 1 } else { page.objects.append(object) }
        }
        if left > 0, let last = page.objects.last { page.next = (last.key, left) }
        return page
    }

    /// Writes or (with nil) removes an object.
    func commit(
        _ resource: GroupResource, _ key: ObjectKey, _ object: JSONValue?, expecting expectation: Expectation
    ) throws(Refusal) -> StoredObject {
        let content = object.map { ObjectContent($0) }
        return try state.withLockedValue { state -> Result<StoredObject, Refusal> in
            let previous = state.objects[resource]?[key]
            switch expectation {
            case .absent where previous != nil: return .failure(.exists)
            case .revision(let revision):
                guard let previous else { return .failure(.missing) }
                if previous.resourceVersion != revision { return .failure(.stale) }
            default: break
            }
            return record(resource, key, content, over: previous, in: &state).map { .success($0) } ?? .failure(.missing)
        }.get()
    }

    /// Writes many objects of a resource as they are, whatever is there.
    func commit(_ resource: GroupResource, _ contents: [ObjectContent]) {
        state.withLockedValue { state in
            for content in contents {
                _ = record(resource, content.key, content, over: state.objects[resource]?[content.key], in: &state)
            }
        }
    }

    /// Writes objects of a resource again, unchanged.
    func touch(_ resource: GroupResource, _ keys: [ObjectKey]) {
        state.withLockedValue { state in
            for key in keys {
                guard let object = state.objects[resource]?[key] else { continue }
                _ = record(resource, key, object.content, over: object, in: &state)
            }
        }
    }

    private func record(
        _ resource: GroupResource, _ key: ObjectKey, _ content: ObjectContent?, over previous: StoredObject?, in state: inout State
    ) -> StoredObject? {
        state.revision += 1
        state.writes[resource, default: 0] += 1
        let revision = state.revision
        let current = content.map { StoredObject(revision: revision, content: $0) }
        let record = ChangeRecord(revision: revision, place: resource, key: key, previous: previous, current: current)
        state.objects[resource, default: [:]][key] = current
        if (previous == nil) != (current == nil) { state.order[resource] = nil }
        if previous?.content !== content { Self.reindex(&state, ObjectPlace(resource: resource, key: key), from: previous, to: current) }
        journal?.append(record)
        state.history.append(record)
        if state.history.count > historyLimit + historyLimit / 4 {
            let gone = state.history.count - historyLimit
            state.compacted = state.history[gone - 1].revision
            state.history.removeFirst(gone)
        }
        for watcher in state.watchers.values where revision > watcher.after { watcher.deliver(record) }
        return record.last
    }

    /// Follows every commit after a revision (nil: from now on), which may lie in the future. `deliver` is called under the lock: it must only pass on.
    ///
    /// - Throws: ``APIFailure`` 410 when the revision has been compacted away.
    func watch(
        after revision: Int64?, expire: (@Sendable (APIFailure) -> Void)? = nil, deliver: @escaping @Sendable (ChangeRecord) -> Void
    ) throws(APIFailure) -> Int {
        try state.withLockedValue { state -> Result<Int, APIFailure> in
            if let revision {
                if revision < state.compacted { return .failure(.expired("too old resource version: \(revision) (\(state.compacted))")) }
                // Every commit is in the history and moves the revision by one.
                let missed = max(0, min(Int64(state.history.count), state.revision - revision))
                for record in state.history.suffix(Int(missed)) { deliver(record) }
            }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = Watcher(after: revision ?? 0, deliver: deliver, expire: expire)
            return .success(state.lastWatcher)
        }.get()
    }

    /// Ends a watch.
    func unwatch(_ watcher: Int) { state.withLockedValue { $0.watchers[watcher] = nil } }

    /// Tells every watch that its version is gone.
    func expireWatches() {
        state.withLockedValue { state in
            let failure = APIFailure.expired("The resourceVersion for the provided watch is too old.")
            for watcher in state.watchers.values { watcher.expire?(failure) }
        }
    }

    /// Forgets the history up to now: watches and continued lists from before are answered with 410.
    func compact() {
        state.withLockedValue { state in
            state.compacted = state.revision
            state.history.removeAll()
        }
    }

    /// Takes the newest commits back, as far as the history reaches, and forgets the history.
    func rewind(_ count: Int) {
        state.withLockedValue { state in
            for record in state.history.suffix(max(0, count)).reversed() {
                state.objects[record.place, default: [:]][record.key] = record.previous
                state.order[record.place] = nil
                state.writes[record.place, default: 0] += 1
                Self.reindex(
                    &state, ObjectPlace(resource: record.place, key: record.key), from: record.current, to: record.previous)
                state.revision = record.revision - 1
                journal?.append(
                    ChangeRecord(
                        revision: state.revision, place: record.place, key: record.key, previous: record.current, current: record.previous))
            }
            state.compacted = state.revision
            state.history.removeAll()
        }
    }

    /// The newest records up to a revision that a condition holds for, oldest first.
    func newest(_ count: Int, upTo revision: Int64, where accepts: (ChangeRecord) -> Bool) -> [ChangeRecord] {
        state.withLockedValue { state in
            var found: [ChangeRecord] = []
            for record in state.history.reversed() where record.revision <= revision && found.count < count && accepts(record) {
                found.append(record)
            }
            return found.reversed()
        }
    }

    private static func reindex(_ state: inout State, _ place: ObjectPlace, from old: StoredObject?, to new: StoredObject?) {
        if let old {
            if new == nil || new?.uid != old.uid { state.places[old.uid] = nil }
            for reference in old.ownerReferences {
                guard let uid = reference.at("uid")?.text else { continue }
                state.dependents[uid]?.remove(place)
                if state.dependents[uid]?.isEmpty == true { state.dependents[uid] = nil }
            }
        }
        if let new {
            state.places[new.uid] = place
            for reference in new.ownerReferences {
                if let uid = reference.at("uid")?.text { state.dependents[uid, default: []].insert(place) }
            }
        }
    }
}
