import HTTPTransport
import JSON
import KubernetesAPI

/// The events of one watch, pulled from the connection as they are asked for. It ends when the server ends it; the connection closes when iteration
/// stops. Each iteration is a watch of its own.
///
/// Iterating throws ``KubernetesError``; a 410, as an answer or as an event, is `isExpired`.
public struct WatchSequence<Object: ObjectWithMetadata>: AsyncSequence, Sendable {
    public typealias Element = WatchEvent<Object>
    public typealias Failure = any Error
    let client: KubernetesClient
    let request: KubernetesRequest

    /// Pulls events.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let watch: WatchSequence
        private var lines: LineIterator?
        private var strings = JSONStringPool()

        init(_ watch: WatchSequence) { self.watch = watch }

        public mutating func next() async throws -> WatchEvent<Object>? {
            let call = "WATCH \(watch.request.path)"
            do {
                if lines == nil {
                    lines = LineIterator(try await watch.client.openStream(watch.request).body)
                }
                var strings = self.strings
                // Only one may hold the pool, else each new string copies it.
                self.strings = JSONStringPool()
                defer { self.strings = strings }
                let next = try await lines?.next { line in
                    do {
                        return try JSONReader.decode(WatchEvent<Object>.self, at: line, strings: &strings)
                    } catch {
                        throw KubernetesError.malformed("\(error)", call: call)
                    }
                }
                guard let event = next else { return nil }
                if case .error(let status) = event { throw KubernetesError.status(status, call: call) }
                return event
            } catch let error as TransportError {
                throw KubernetesError.transport(error, call: call)
            }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension KubernetesClient {
    /// Watches a collection.
    ///
    /// - Parameters:
    ///   - namespace: `nil` watches all namespaces.
    ///   - options: what to watch, and the version from which.
    ///   - timeout: after how long the server is asked to end the watch.
    public func watch<Object: KubernetesObject>(
        _ type: Object.Type = Object.self, namespace: String? = nil, options: ListOptions = ListOptions(), timeout: Duration? = nil
    ) -> WatchSequence<Object> {
        WatchSequence(
            client: self, request: .watch(Object.resource, namespace: namespace, options: options, timeout: timeout))
    }
}
