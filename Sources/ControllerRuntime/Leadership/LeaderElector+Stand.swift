import KubernetesAPI
import KubernetesClient

extension LeaderElector {
    /// Waits until this process holds the lease.
    func stand() async throws -> LeaderElection {
        let news = LeaseNews()
        return try await withThrowingTaskGroup(of: LeaderElection.self) { group in
            group.addTask { try await campaign(news) }
            group.addTask {
                while true {
                    await listen(news)
                    try await Task.sleep(for: pause())
                }
            }
            defer { group.cancelAll() }
            guard let elected = try await group.next() else { throw CancellationError() }
            return elected
        }
    }

    private func campaign(_ news: LeaseNews) async throws -> LeaderElection {
        var election = LeaderElection(identity: identity, leaseDuration: timing.leaseDuration)
        while true {
            try Task.checkCancellation()
            if let report = news.take() { election.noticed(report.spec, now: report.at) }
            var retry = clock.now() + pause()
            do {
                if try await attempt(&election) { return election }
                if case .wait(let until) = election.next(now: clock.now(), wallClock: clock.wall()) {
                    // Whoever hears of changes need not ask; a little later than the end, so that candidates do not go in step.
                    retry = news.isListening ? until + pause() / 10 : min(until, retry)
                }
            } catch let error as KubernetesError {
                try Task.checkCancellation()
                logger.warning("the lease cannot be taken: \(error)")
            }
            await news.wakeup.wait(until: retry)
            // Without a watch only reading tells how things stand.
            if !news.isListening { election.doubt() }
        }
    }

    private func listen(_ news: LeaseNews) async {
        do {
            for try await event in access.watch(timeout: .seconds(300)) {
                switch event {
                case .added(let lease), .modified(let lease): news.tell(.init(spec: lease.spec, at: clock.now()))
                case .deleted: news.tell(.init(spec: nil, at: clock.now()))
                case .undecodable, .bookmark, .error: break
                }
            }
        } catch {
            if !Task.isCancelled { logger.debug("the lease cannot be watched, so it is read each retry period: \(error)") }
        }
        news.deaf()
    }

    func pause() -> Duration { timing.retryPeriod * .random(in: 1..<LeaderElectionTiming.jitter) }
}
