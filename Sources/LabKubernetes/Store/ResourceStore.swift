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
        var objects: [JSONValue]
        /// The key to go on after, and how many are left.
        var next: (after: ObjectKey, remaining: Int)?
    }

    private struct Watcher: Sendable {
        var after: Int64
        var deliver: @Sendable (ChangeRecord) -> Void
    }

    private struct State: Sendable {
        var revision: Int64
        var compacted: Int64
        var objects: [GroupResource: [ObjectKey: JSONValue]] = [:]
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
            state.objects[resource, default: [:]][object.key] = object
            Self.reindex(&state, ObjectPlace(resource: resource, key: object.key), from: nil, to: object)
        }
        self.state = NIOLockedValueBox(state)
        self.historyLimit = historyLimit
        self.journal = journal
    }

    /// The newest revision.
    var revision: Int64 { state.withLockedValue(\.revision) }

    /// How many follow the commits, the server's own housekeeper among them.
    var watcherCount: Int { state.withLockedValue { $0.watchers.count } }

    func object(_ resource: GroupResource, _ key: ObjectKey) -> JSONValue? {
        state.withLockedValue { $0.objects[resource]?[key] }
    }

    /// The object with a uid.
    func object(uid: String) -> (ObjectPlace, JSONValue)? {
        state.withLockedValue { state in
            guard let place = state.places[uid], let object = state.objects[place.resource]?[place.key] else { return nil }
            return (place, object)
        }
    }

    /// The objects that name an owner's uid in their owner references.
    func dependents(of uid: String) -> [(ObjectPlace, JSONValue)] {
        state.withLockedValue { state in
            (state.dependents[uid] ?? []).compactMap { place in state.objects[place.resource]?[place.key].map { (place, $0) } }
        }
    }

    /// Every object of a resource, in no order.
    func objects(_ resource: GroupResource) -> [JSONValue] { state.withLockedValue { Array(($0.objects[resource] ?? [:]).values) } }

    /// Everything in a namespace.
    func contents(ofNamespace namespace: String) -> [(ObjectPlace, JSONValue)] {
        state.withLockedValue { state in
            state.objects.flatMap { resource, objects in
                objects.filter { $0.key.namespace == namespace }.map { (ObjectPlace(resource: resource, key: $0.key), $0.value) }
            }
        }
    }

    /// Every object there is.
    func everything() -> (revision: Int64, objects: [(GroupResource, JSONValue)]) {
        state.withLockedValue { state in
            (state.revision, state.objects.flatMap { resource, objects in objects.values.map { (resource, $0) } })
        }
    }

    /// The objects of a resource as they were at a revision (nil: now), sorted by namespace and name.
    ///
    /// - Throws: ``APIFailure`` 410 when the revision has been compacted away, 504 when it lies in the future.
    func list(
        _ resource: GroupResource, namespace: String?, at wanted: Int64?, after: ObjectKey?, limit: Int?, where accepts: (JSONValue) -> Bool
    ) throws(APIFailure) -> Page {
        let found = state.withLockedValue { state -> Result<(Int64, [ObjectKey: JSONValue]), APIFailure> in
            let revision = wanted ?? state.revision
            var objects = state.objects[resource] ?? [:]
            if revision < state.compacted {
                return .failure(
                    .expired(
                        "The provided continue parameter is too old to display a consistent list result. Start a new list without the continue parameter."
                    ))
            }
            for record in state.history.reversed() {
                if record.revision <= revision { break }
                if record.place == resource { objects[record.key] = record.previous }
            }
            return .success((revision, objects))
        }
        let (revision, objects) = try found.get()
        let matching = objects.filter { key, object in
            (namespace == nil || key.namespace == namespace) && (after.map { $0 < key } ?? true) && accepts(object)
        }
        let keys = matching.keys.sorted()
        let shown = limit.map { Array(keys.prefix($0)) } ?? keys
        var page = Page(revision: revision, objects: shown.compactMap { matching[$0] })
        if shown.count < keys.count, let last = shown.last { page.next = (last, keys.count - shown.count) }
        return page
    }

    /// Writes or (with nil) removes an object.
    func commit(
        _ resource: GroupResource, _ key: ObjectKey, _ object: JSONValue?, expecting expectation: Expectation
    ) throws(Refusal) -> JSONValue {
        try state.withLockedValue { state -> Result<JSONValue, Refusal> in
            let previous = state.objects[resource]?[key]
            switch expectation {
            case .absent where previous != nil: return .failure(.exists)
            case .revision(let revision):
                guard let previous else { return .failure(.missing) }
                if previous.resourceVersion != revision { return .failure(.stale) }
            default: break
            }
            state.revision += 1
            var record = ChangeRecord(revision: state.revision, place: resource, key: key, previous: previous, current: object)
            record.current?.set(.string(String(state.revision)), at: "metadata", "resourceVersion")
            state.objects[resource, default: [:]][key] = record.current
            Self.reindex(&state, ObjectPlace(resource: resource, key: key), from: previous, to: record.current)
            journal?.append(record)
            state.history.append(record)
            if state.history.count > historyLimit + historyLimit / 4 {
                let gone = state.history.count - historyLimit
                state.compacted = state.history[gone - 1].revision
                state.history.removeFirst(gone)
            }
            for watcher in state.watchers.values where record.revision > watcher.after { watcher.deliver(record) }
            return .success(record.last ?? .null)
        }.get()
    }

    /// Follows every commit after a revision (nil: from now on), which may lie in the future. `deliver` is called under the lock: it must only pass on.
    ///
    /// - Throws: ``APIFailure`` 410 when the revision has been compacted away.
    func watch(after revision: Int64?, deliver: @escaping @Sendable (ChangeRecord) -> Void) throws(APIFailure) -> Int {
        try state.withLockedValue { state -> Result<Int, APIFailure> in
            if let revision {
                if revision < state.compacted { return .failure(.expired("too old resource version: \(revision) (\(state.compacted))")) }
                for record in state.history where record.revision > revision { deliver(record) }
            }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = Watcher(after: revision ?? 0, deliver: deliver)
            return .success(state.lastWatcher)
        }.get()
    }

    /// Ends a watch.
    func unwatch(_ watcher: Int) { state.withLockedValue { $0.watchers[watcher] = nil } }

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

    private static func reindex(_ state: inout State, _ place: ObjectPlace, from old: JSONValue?, to new: JSONValue?) {
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
