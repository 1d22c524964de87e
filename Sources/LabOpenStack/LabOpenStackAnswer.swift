import JSON

/// An answer of the server.
public struct LabOpenStackAnswer: Sendable {
    /// HTTP's status.
    public var status: Int
    /// Headers besides the content's type.
    public var headers: [String: String]
    /// The body; nil: none.
    public var body: JSONValue?

    /// Makes an answer.
    public init(status: Int, headers: [String: String] = [:], body: JSONValue? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Keystone's answer to who may come in: a token for project `p1`, and a catalog with one service.
    ///
    /// - Parameter expires: the moment as Keystone writes it.
    public static func token(_ token: String, expires: String, type: String, service: String, url: String) -> LabOpenStackAnswer {
        LabOpenStackAnswer(
            status: 201, headers: ["X-Subject-Token": token],
            body: [
                "token": [
                    "issued_at": "2026-11-22T00:00:00.000000Z", "expires_at": .string(expires),
                    "project": ["id": "p1", "name": "k8s"],
                    "catalog": [
                        [
                            "type": .string(type), "name": .string(service),
                            "endpoints": [["interface": "public", "region": "RegionOne", "url": .string(url)]],
                        ]
                    ],
                ]
            ])
    }

    /// What Keystone, and the middleware before each service, says to who may not come in.
    public static var unauthorized: LabOpenStackAnswer {
        LabOpenStackAnswer(
            status: 401,
            body: ["error": ["code": 401, "message": "The request you have made requires authentication.", "title": "Unauthorized"]])
    }
}
