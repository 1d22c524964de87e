import KubernetesAPI
import KubernetesClient
import NIOConcurrencyHelpers

/// Watches, with or without initial events.
extension ReflectorLoop {
    private enum Ending: Sendable {
        case read(ReflectorLoop, Outcome)
        case silent
    }

    /// Reads a watch to its end, or until it is silent for too long.
    ///
    /// - Parameter version: where it begins; `nil` begins with the present state.
    mutating func watch(from version: String?) async -> Outcome? {
        let start = self
        let began = ContinuousClock.now
        let isInitial = NIOLockedValueBox(version == nil)
        let (loop, outcome) = await withTaskGroup(of: Ending.self, returning: (ReflectorLoop, Outcome?).self) { group in
            group.addTask {
                var loop = start
                let outcome = await loop.read(from: version, since: began, isInitial)
                return .read(loop, outcome)
            }
            group.addTask { await start.watchSilence(since: began, isInitial) }
            var wasSilent = false
            while let ending = await group.next() {
                group.cancelAll()
                switch ending {
                case .silent: wasSilent = !Task.isCancelled
                case .read(let loop, let outcome):
                    guard wasSilent, case .event(.failed(_, let run)) = outcome else { return (loop, outcome) }
                    let silence = WatchAnomaly(failure: .silent)
                    return (loop, .event(loop.failed(silence, as: .silent, run, isInitial: version == nil, Self.words(version))))
                }
            }
            return (start, nil)
        }
        self = loop
        return Task.isCancelled ? nil : outcome
    }

    private static func words(_ version: String?) -> String {
        version.map { "the watch from version \($0)" } ?? "the watch with initial events"
    }

    // Returns when the server has been silent for too long, or when it is cancelled.
    private func watchSilence(since began: ContinuousClock.Instant, _ isInitial: NIOLockedValueBox<Bool>) async -> Ending {
        let timing = reflector.timing
        while !Task.isCancelled {
            let limit = isInitial.withLockedValue { $0 } ? timing.initialEventsSilence : timing.watchSilence
            let due = max(began, reflector.store.state.withLockedValue { $0.contacts[part] } ?? began) + limit
            if due <= .now { break }
            try? await Task.sleep(until: due, clock: .continuous)
        }
        return .silent
    }

    private mutating func read(
        from version: String?, since began: ContinuousClock.Instant, _ isInitialBox: NIOLockedValueBox<Bool>
    ) async -> Outcome {
        var options = reflector.selection
        options.resourceVersion = version
        if version == nil {
            options.sendInitialEvents = true
            options.resourceVersionMatch = .notOlderThan
        }
        let timing = reflector.timing
        let watch = reflector.client.watch(
            Object.self, namespace: namespace, options: options, timeout: timing.watchTimeout * .random(in: 1..<2))
        var progress = WatchProgress(from: version)
        reflector.metrics.watchBegan()
        defer { reflector.metrics.watchEnded(progress.run(since: began)) }
        do {
            for try await event in watch {
                progress.lines += 1
                if case .bookmark(let version, true) = event, progress.isInitial {
                    progress.initialEventsEnded(at: version)
                    isInitialBox.withLockedValue { $0 = false }
                    let actions = state.event(.initialEventsEnded(version: version))
                    guard actions == [.endList(version: version)] else { return .actions(actions) }
                    endList(at: version)
                    continue
                }
                if let failure = take(event, &progress) {
                    let run = progress.run(since: began)
                    return .event(failed(WatchAnomaly(failure: failure), as: failure, run, isInitial: false, Self.words(version)))
                }
            }
            return .event(.ended(progress.run(since: began)))
        } catch {
            return .event(failed(error, progress.run(since: began), isInitial: progress.isInitial, Self.words(version)))
        }
    }

    private mutating func take(_ event: WatchEvent<Object>, _ progress: inout WatchProgress) -> ReflectorFailure? {
        let now = ContinuousClock.now
        let store = reflector.store
        switch event {
        case .added(let object), .modified(let object):
            if progress.isInitial {
                take(listed: object, at: now)
                return nil
            }
            if !undecodable.isEmpty { resolve(object.key) }
            guard let kept = reflector.transform.map({ $0(object) }) ?? object else {
                progress.reached(
                    store.pass(object.metadata.resourceVersion, removing: object.key, in: part, at: now), object.metadata.resourceVersion)
                return nil
            }
            let (number, isUnexpected) = store.put(kept, after: progress.floor, in: part, at: now)
            if isUnexpected, !state.repeatsItself { return .outdated }
            progress.reached(number, object.metadata.resourceVersion)
        case .deleted(let object):
            if !undecodable.isEmpty { resolve(object.key) }
            let number = store.remove(object, in: part, advancing: !progress.isInitial, at: now)
            if !progress.isInitial { progress.reached(number, object.metadata.resourceVersion) }
        case .undecodable(let object, let isDeleted):
            if isDeleted { resolve(object.key) } else { report(object) }
            if progress.isInitial, !isDeleted { store.keep(object.key, in: part) }
            let number = store.pass(
                object.resourceVersion, removing: isDeleted ? object.key : nil, in: part, advancing: !progress.isInitial, at: now)
            if !progress.isInitial { progress.reached(number, object.resourceVersion) }
        case .bookmark(let version, _):
            if progress.isInitial { return .initialEventsIgnored }
            let number = store.pass(version, isBookmark: true, in: part, at: now)
            if number != 0, number < max(progress.floor, progress.number) { return state.repeatsItself ? nil : .outdated }
            progress.reached(number, version)
            reflector.metrics.reached(number)
        case .error: break
        }
        return nil
    }
}

/// Something came in a watch that should not have, or nothing that should.
private struct WatchAnomaly: Error, CustomStringConvertible {
    let failure: ReflectorFailure
    var description: String {
        switch failure {
        case .initialEventsIgnored: "the server does not mark the end of its initial events"
        case .silent: "nothing was heard for too long"
        default: "an event or a bookmark is older than the version that the watch began from"
        }
    }
}
