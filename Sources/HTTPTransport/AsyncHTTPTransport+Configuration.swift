extension AsyncHTTPTransport {
    /// How long connections may take, and how long a stream may stay silent.
    public struct Timeouts: Sendable {
        /// The longest time to a usable connection, TLS included.
        public var connect: Duration
        /// The longest silence on a stream before it counts as lost; a watch with bookmarks hears from its server once a minute.
        public var streamIdle: Duration

        /// Makes time-outs.
        public init(connect: Duration = .seconds(5), streamIdle: Duration = .seconds(150)) {
            self.connect = connect
            self.streamIdle = streamIdle
        }
    }

    /// How a transport connects.
    public struct Configuration: Sendable {
        /// What to trust, and how to authenticate by certificate.
        public var tls: any TLSMaterialSource
        /// How long connections may take, and how long a stream may stay silent.
        public var timeouts: Timeouts
        /// How many requests may be under way to one host at once; more wait for a connection.
        public var requestLimit: Int
        /// How many streams may be open to one host at once.
        public var streamLimit: Int
        /// The proxy to connect through.
        public var proxy: HTTPProxy?
        /// Another name than the URL's for the server's certificate and for the name that is told in the TLS handshake (RFC 6066, section 3).
        public var serverName: String?
        /// Whether answers may come compressed; they are handed on as they were before.
        public var acceptsCompression: Bool

        /// Makes a configuration.
        public init(
            tls: any TLSMaterialSource = TLSMaterial(), timeouts: Timeouts = Timeouts(), requestLimit: Int = 16, streamLimit: Int = 256,
            proxy: HTTPProxy? = nil, serverName: String? = nil, acceptsCompression: Bool = true
        ) {
            self.tls = tls
            self.timeouts = timeouts
            self.requestLimit = requestLimit
            self.streamLimit = streamLimit
            self.proxy = proxy
            self.serverName = serverName
            self.acceptsCompression = acceptsCompression
        }
    }
}
