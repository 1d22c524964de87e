import KubernetesAPI

/// The pages of a collection, each requested when it is asked for. Each iteration is a list of its own.
///
/// Iterating throws ``KubernetesError``.
public struct PageSequence<Object: ObjectWithMetadata>: AsyncSequence, Sendable {
    public typealias Element = ListPage<Object>
    public typealias Failure = any Error
    let client: KubernetesClient
    let resource: ResourceType
    let namespace: String?
    let options: ListOptions
    let pageSize: Int
    let expiry: ListExpiry

    /// Requests pages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let pages: PageSequence
        private var paging: ListPaging

        init(_ pages: PageSequence) {
            self.pages = pages
            self.paging = ListPaging(pages.options, pageSize: pages.pageSize, expiry: pages.expiry)
        }

        public mutating func next() async throws -> ListPage<Object>? {
            while let options = paging.next {
                let request = KubernetesRequest.list(pages.resource, namespace: pages.namespace, options: options)
                do {
                    let list: KubernetesList<Object> = try await pages.client.decoded(request)
                    if case .deliver(let beginsAnew) = paging.received(continueToken: list.metadata.continue) {
                        return ListPage(list: list, beginsAnew: beginsAnew)
                    }
                } catch let error as KubernetesError where error.isExpired {
                    if paging.expired(continueToken: error.continueToken) == .fail { throw error }
                }
            }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    /// Hands the pages to `body`, which sees the next page requested while it works on one.
    ///
    /// - Throws: ``KubernetesError``, and what `body` throws.
    public func prefetched<Value: Sendable>(
        _ body: @escaping @Sendable (PrefetchedPages<Object>) async throws -> Value
    ) async throws -> Value {
        let slot = Handover<ListPage<Object>>()
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                do {
                    for try await page in self { try await slot.give(page) }
                    slot.finish(nil)
                } catch {
                    slot.finish(error)
                }
                return nil
            }
            group.addTask { .some(try await body(PrefetchedPages(slot: slot))) }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let value = ended { return value }
            }
            throw CancellationError()
        }
    }
}

/// The pages of a collection, the next of which is requested while one is worked on. It can be iterated once.
public struct PrefetchedPages<Object: ObjectWithMetadata>: AsyncSequence, Sendable {
    public typealias Element = ListPage<Object>
    public typealias Failure = any Error
    let slot: Handover<ListPage<Object>>

    /// Takes pages.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let slot: Handover<ListPage<Object>>

        public mutating func next() async throws -> ListPage<Object>? { try await slot.take() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(slot: slot) }
}
