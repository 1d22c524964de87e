import KubernetesAPI
import KubernetesClient
import Logging
import Tracing

extension Controller {
    /// Works on keys until the queue ends. The worker's task is made anew only when a reconcile has taken too long and was cancelled with it.
    func work(as worker: Int) async {
        let drawn = String(UInt32.random(in: 0...UInt32.max), radix: 36)
        var round = 0
        while !Task.isCancelled {
            round += 1
            let prefix = "\(drawn)-\(worker)-\(round)-"
            let isExpired = await withTaskGroup(of: Bool.self) { group in
                group.addTask {
                    await self.workOn(as: worker, prefix)
                    return false
                }
                group.addTask { await self.deadlines.expiry(of: worker) }
                let isExpired = await group.next() ?? false
                group.cancelAll()
                return isExpired
            }
            if !isExpired || deadlines.isAbandoned(worker) { break }
        }
        deadlines.leave(worker)
    }

    private func workOn(as worker: Int, _ prefix: String) async {
        var count = 0
        let (caches, journal, fingerprint) = wiring.withLockedValue { ($0.caches, $0.journal, $0.fingerprint) }
        while let work = await queue.nextWork() {
            defer { queue.done(work.key) }
            guard isReady(work, caches), journal == nil || mayTry(work, journal, fingerprint) else { continue }
            metrics.working(deadlines.begin(worker, at: .now))
            count += 1
            let entry = journal?.open(name, work.key, fingerprint: fingerprint?(work.key))
            await process(work, as: worker, id: prefix + String(count), caches)
            if let entry { journal?.close(entry) }
            let end = deadlines.end(worker)
            metrics.working(end.active)
            if end.isExpired { return }
        }
    }

    // A key whose own writes the caches have not seen is put off, and no worker waits for it.
    private func isReady(_ work: WorkQueue.Work, _ caches: [any CacheView]) -> Bool {
        switch ledger.verdict(on: work.key, caches: caches, now: .now) {
        case .fresh: return true
        case .givenUp:
            metrics.staleReads.increment()
            logger.warning("a cache has not seen the last write for \(ledger.patience); going on", metadata: ["object": "\(work.key)"])
            return true
        case .stale(let cache, let version, let isNew):
            metrics.deferrals.increment()
            queue.add(work.key, after: ledger.patience, priority: work.priority)
            guard isNew else { return false }
            let (queue, ledger, resource) = (queue, ledger, cache.resource)
            cache.onSeen(version) {
                ledger.settle(work.key, resource, version)
                queue.add(work.key, priority: work.priority)
            }
            return false
        }
    }

    private func process(_ work: WorkQueue.Work, as worker: Int, id: String, _ caches: [any CacheView]) async {
        let key = work.key
        var log = logger
        log[metadataKey: "object"] = .string("\(key)")
        log[metadataKey: "reconcileID"] = .string(id)
        let logger = log
        let started = ContinuousClock.now
        do {
            let result = try await traced(key) {
                try await withLogger(logger) { _ in
                    try await KubernetesClient.$onWrite.withValue(WriteObserver { self.ledger.record($0, by: key, caches: caches) }) {
                        try await self.reconciler.reconcile(key)
                    }
                }
            }
            queue.forget(key)
            switch result {
            case .done: metrics.ended(.success, after: .now - started)
            case .requeue(let delay):
                // After a minute or more nobody waits for it any longer: it is a resync.
                queue.add(key, after: delay, priority: delay >= .seconds(60) ? min(work.priority, .low) : work.priority)
                metrics.ended(.requeueAfter, after: .now - started)
            }
        } catch let error as TerminalError {
            queue.forget(key)
            logger.warning("\(key): \(error); waiting for a change")
            metrics.terminalErrors.increment()
            metrics.ended(.error, after: .now - started)
        } catch {
            let isExpired = deadlines.isExpired(worker)
            if Task.isCancelled && !isExpired { return }
            if isExpired { metrics.timeouts.increment() }
            let cause: any Error = isExpired ? ReconcileTimeout(limit: deadlines.limit) : error
            // A server that says when to come back is not asked before, whatever the key's own pause.
            let pause = queue.addAfterFailure(key, atLeast: (cause as? KubernetesError)?.retryAfter ?? .zero)
            // Somebody else wrote first: normal, and mended by reading again.
            let level: Logger.Level = (cause as? KubernetesError)?.isConflict == true ? .debug : .warning
            logger.log(level: level, "\(key): \(cause); again in \(pause)")
            metrics.ended(.error, after: .now - started)
        }
    }

    private func traced(_ key: ObjectKey, _ body: () async throws -> ReconcileResult) async throws -> ReconcileResult {
        try await withSpan("reconcile \(name)") { span in
            if span.isRecording {
                span.attributes["k8s.object.key"] = "\(key)"
                span.attributes["reconcile.attempt"] = queue.failures(key) + 1
            }
            do {
                let result = try await body()
                if span.isRecording { span.attributes["reconcile.outcome"] = result == .done ? "success" : "requeue_after" }
                return result
            } catch {
                if span.isRecording { span.attributes["reconcile.outcome"] = error is TerminalError ? "terminal_error" : "error" }
                throw error
            }
        }
    }
}
