/// What BIRD says of its BGP sessions and of the routes that it learned over them.
public struct BirdStatus: Sendable, Hashable {
    /// One BGP session, from a line of `show protocols`.
    public struct Session: Sendable, Hashable {
        /// The protocol's name.
        public var name: String
        /// `up`, `start`, `down`, ...
        public var state: String
        /// `Established`, or what stands in the way: `Connect`, `Active  Socket: Connection refused`, ...
        public var info: String

        /// Whether routes can come over it.
        public var isEstablished: Bool { state == "up" && info == "Established" }

        /// Makes a session.
        public init(name: String, state: String, info: String) {
            self.name = name
            self.state = state
            self.info = info
        }
    }

    /// The sessions, in BIRD's order.
    public var sessions: [Session]
    /// The networks learned by BGP, without duplicates.
    public var routes: Set<String>

    /// Makes a status.
    public init(sessions: [Session], routes: Set<String>) {
        self.sessions = sessions
        self.routes = routes
    }

    /// How many sessions are established.
    public var establishedCount: Int { sessions.count { $0.isEstablished } }

    /// Reads the output of `birdc show protocols` and of `birdc show route`.
    ///
    /// See <https://bird.network.cz/?get_doc&v=20&f=bird-4.html>.
    public init(protocols: String, routes: String) {
        self.sessions = protocols.split(separator: "\n").compactMap { line in
            // Name, protocol, table, state, since (one word, or two in BIRD's long form), info.
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count >= 5, words[1] == "BGP" else { return nil }
            let isLong = words.count > 5 && words[4].contains("-") && words[5].contains(":")
            return Session(
                name: String(words[0]), state: String(words[3]), info: words.dropFirst(isLong ? 6 : 5).joined(separator: " "))
        }
        self.routes = Set(
            routes.split(separator: "\n").compactMap { line in
                // A further way to the same network, and its next hops, begin with a blank.
                guard line.first?.isNumber == true, let network = line.split(separator: " ").first, network.contains("/") else {
                    return nil
                }
                return String(network)
            })
    }
}
