import JSON
import NIOConcurrencyHelpers
import NIOCore

/// What controllers do in a real cluster behind the API: garbage collection, emptying of namespaces, default ServiceAccounts.
///
/// It follows every commit, and works on one event loop, soon after.
final class Housekeeper: Sendable {
    private let service: APIService
    private let eventLoop: any EventLoop
    private let pending = NIOLockedValueBox<[ChangeRecord]>([])
    private let watcher = NIOLockedValueBox<Int?>(nil)

    private static let accounts = GroupResource(group: "", resource: "serviceaccounts")

    init(service: APIService, eventLoop: any EventLoop) {
        self.service = service
        self.eventLoop = eventLoop
    }

    /// Begins to follow commits, after a look at everything that is already there.
    func start() throws {
        let id = try service.store.watch(after: nil) { [weak self] record in self?.note(record) }
        watcher.withLockedValue { $0 = id }
        let (revision, objects) = service.store.everything()
        for (place, object) in objects {
            note(ChangeRecord(revision: revision, place: place, key: object.key, previous: nil, current: object))
        }
    }

    /// Stops following.
    func stop() {
        if let id = watcher.withLockedValue({ $0 }) { service.store.unwatch(id) }
    }

    private func note(_ record: ChangeRecord) {
        let isFirst = pending.withLockedValue { pending in
            pending.append(record)
            return pending.count == 1
        }
        if isFirst { eventLoop.execute { [weak self] in self?.work() } }
    }

    private func work() {
        let records = pending.withLockedValue { pending in
            defer { pending = [] }
            return pending
        }
        for record in records { handle(record) }
    }

    private func handle(_ record: ChangeRecord) {
        if let current = record.current {
            let place = ObjectPlace(resource: record.place, key: record.key)
            if !current.ownerReferences.isEmpty { collect(place) }
            if current.isTerminating { finish(place) }
            if record.place == APIService.namespaces, !current.isTerminating { welcome(current.name) }
            return
        }
        guard let gone = record.previous else { return }
        for (place, _) in service.store.dependents(of: gone.uid) { collect(place) }
        for reference in gone.ownerReferences {
            if let uid = reference.at("uid")?.text, let (place, owner) = service.store.object(uid: uid), owner.isTerminating {
                finish(place)
            }
        }
        if !gone.namespace.isEmpty {
            finish(ObjectPlace(resource: APIService.namespaces, key: ObjectKey(namespace: "", name: gone.namespace)))
        }
        if record.place == Self.accounts { welcome(gone.namespace) }
        if record.place == APIService.definitions { clear(gone.value) }
    }

    /// Removes an object all of whose owners are gone, or the references to those that are.
    private func collect(_ place: ObjectPlace) {
        guard let object = service.store.object(place.resource, place.key) else { return }
        let owners = object.ownerReferences
        let alive = owners.filter { $0.at("uid")?.text.flatMap { service.store.object(uid: $0) } != nil }
        if alive.isEmpty, !owners.isEmpty {
            remove(place, policy: nil)
        } else if alive.count < owners.count {
            change(place) { $0.set(.array(alive), at: "metadata", "ownerReferences") }
        } else if alive.contains(where: { reference in
            let owner = reference.at("uid")?.text.flatMap { service.store.object(uid: $0)?.1 }
            return owner?.finalizers.contains(Deletion.foreground) == true && owner?.isTerminating == true
        }), alive.count == 1 {
            remove(place, policy: "Foreground")
        }
    }

    /// Takes the server's own finalizers away when what they wait for is done.
    private func finish(_ place: ObjectPlace) {
        guard let object = service.store.object(place.resource, place.key), object.isTerminating else { return }
        let dependents = service.store.dependents(of: object.uid)
        if object.finalizers.contains(Deletion.orphan) {
            for (dependent, _) in dependents {
                change(dependent) { value in
                    let left = value.ownerReferences.filter { $0.at("uid")?.text != object.uid }
                    value.set(left.isEmpty ? nil : .array(left), at: "metadata", "ownerReferences")
                }
            }
            change(place) { $0.setFinalizers($0.finalizers.filter { $0 != Deletion.orphan }) }
        } else if object.finalizers.contains(Deletion.foreground) {
            let blocking = dependents.filter { _, dependent in
                dependent.ownerReferences.contains { $0.at("uid")?.text == object.uid && $0.at("blockOwnerDeletion")?.flag == true }
            }
            for (dependent, _) in dependents { collect(dependent) }
            if blocking.allSatisfy({ service.store.object($0.0.resource, $0.0.key) == nil }) {
                change(place) { $0.setFinalizers($0.finalizers.filter { $0 != Deletion.foreground }) }
            }
        }
        if place.resource == APIService.namespaces { empty(object.name) }
    }

    private func empty(_ namespace: String) {
        for (place, object) in service.store.contents(ofNamespace: namespace) where !object.isTerminating { remove(place, policy: nil) }
        if service.store.contents(ofNamespace: namespace).isEmpty {
            change(ObjectPlace(resource: APIService.namespaces, key: ObjectKey(namespace: "", name: namespace))) { object in
                object.set(
                    .array((object.at("spec", "finalizers")?.elements ?? []).filter { $0 != "kubernetes" }), at: "spec", "finalizers")
            }
        }
    }

    /// Gives a namespace its default ServiceAccount.
    private func welcome(_ namespace: String) {
        guard let owner = service.store.object(APIService.namespaces, ObjectKey(namespace: "", name: namespace)), !owner.isTerminating
        else { return }
        let key = ObjectKey(namespace: namespace, name: "default")
        if service.store.object(Self.accounts, key) != nil { return }
        let account: JSONValue = [
            "apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": [
                "name": "default", "namespace": .string(namespace), "uid": .string(Identifiers.uid()),
                "creationTimestamp": .string(Timestamp.now().text),
            ],
        ]
        _ = try? service.commit(Self.accounts, key, account, expecting: .absent)
    }

    /// Removes the objects of a definition that is gone.
    private func clear(_ definition: JSONValue) {
        let place = GroupResource(
            group: definition.at("spec", "group")?.text ?? "", resource: definition.at("spec", "names", "plural")?.text ?? "")
        for object in service.store.objects(place) {
            _ = try? service.commit(place, object.key, nil, expecting: .revision(object.resourceVersion))
        }
    }

    private func remove(_ place: ObjectPlace, policy: String?) {
        guard let kind = service.registry.kind(storedAt: place.resource) else { return }
        for _ in 0..<100 {
            guard let object = service.store.object(place.resource, place.key), !object.isTerminating else { return }
            var deletion = Deletion()
            if let policy { deletion.policy = policy }
            do {
                switch try deletion.decide(object.value, kind, now: .now()) {
                case .unchanged: return
                case .remove: _ = try service.commit(place.resource, place.key, nil, expecting: .revision(object.resourceVersion))
                case .mark(let marked):
                    _ = try service.commit(place.resource, place.key, marked, expecting: .revision(object.resourceVersion))
                }
                return
            } catch ResourceStore.Refusal.stale {
                continue
            } catch {
                return
            }
        }
    }

    private func change(_ place: ObjectPlace, _ edit: (inout JSONValue) -> Void) {
        for _ in 0..<100 {
            guard let object = service.store.object(place.resource, place.key) else { return }
            let before = object.value
            var edited = before
            edit(&edited)
            if edited == before { return }
            do {
                _ = try service.commit(
                    place.resource, place.key, Deletion.isFinished(edited) ? nil : edited, expecting: .revision(object.resourceVersion))
                return
            } catch .stale {
                continue
            } catch {
                return
            }
        }
    }
}
