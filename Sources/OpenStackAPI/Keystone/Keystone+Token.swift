import JSON

extension Keystone {
    /// A token with what Keystone said about it. Never logged: `description` leaves the token out.
    public struct Token: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible {
        /// The secret that goes into `X-Auth-Token`.
        public var secret: String
        /// When it ceases to be valid.
        public var expiresAt: OpenStackTimestamp
        /// When it was made, by Keystone's clock: with `expiresAt` it gives the lifetime without trusting our clock.
        public var issuedAt: OpenStackTimestamp?
        /// The project it is scoped to.
        public var projectID: String?
        /// The services and their endpoints.
        public var catalog: Catalog

        /// A token of parts already known.
        public init(
            secret: String, expiresAt: OpenStackTimestamp, issuedAt: OpenStackTimestamp? = nil, projectID: String? = nil,
            catalog: Catalog = Catalog(services: [])
        ) {
            self.secret = secret
            self.expiresAt = expiresAt
            self.issuedAt = issuedAt
            self.projectID = projectID
            self.catalog = catalog
        }

        /// Reads Keystone's answer: the header's value and the body. Throws if the body is not that of a token.
        public init(subjectToken: String, body: [UInt8]) throws {
            let answer = try JSONReader.decode(Answer.self, from: body).token
            guard let expiry = OpenStackTimestamp(answer.expiresAt) else {
                throw MalformedAnswer(field: "token.expires_at", value: answer.expiresAt)
            }
            self.init(
                secret: subjectToken, expiresAt: expiry, issuedAt: answer.issuedAt.flatMap { OpenStackTimestamp($0) },
                projectID: answer.project?.id, catalog: Catalog(services: answer.catalog ?? []))
        }

        public var description: String { "token of project \(projectID ?? "none") until \(expiresAt.secondsSinceEpoch)" }
        public var debugDescription: String { description }

        private struct Answer: Decodable {
            struct Body: Decodable {
                struct Project: Decodable { var id: String }
                var expiresAt: String
                var issuedAt: String?
                var project: Project?
                var catalog: [Catalog.Service]?

                enum CodingKeys: String, CodingKey {
                    case project, catalog
                    case expiresAt = "expires_at"
                    case issuedAt = "issued_at"
                }
            }
            var token: Body
        }
    }

    /// A field of an answer that does not hold what the API promises.
    public struct MalformedAnswer: Error, Sendable, Hashable, CustomStringConvertible {
        /// The field's path.
        public var field: String
        /// What stood there.
        public var value: String

        public var description: String { "Keystone's answer has \"\(value)\" in \(field)" }
    }
}
