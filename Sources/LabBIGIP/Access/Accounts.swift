import JSON

/// Who may log in, by token or by HTTP basic authentication.
struct Accounts: Sendable {
    /// Passwords by user name.
    let passwords: [String: String]

    /// Checks a login and issues a token.
    func login(_ body: JSONValue, _ box: Box) throws(IControlError) -> (token: String, user: String) {
        guard let user = body["username"]?.stringValue, let password = body["password"]?.stringValue, passwords[user] == password else {
            throw IControlError(401, "Authentication failed.", apiError: 1)
        }
        let token = Self.newToken()
        try box.withTokens { tokens throws(IControlError) in try tokens.issue(token, to: user, now: .now) }
        return (token, user)
    }

    /// The user behind a request.
    func authenticate(_ request: Request, _ box: Box) throws(IControlError) -> String {
        if let token = request.header("X-F5-Auth-Token") {
            return try box.withTokens { tokens throws(IControlError) in try tokens.user(of: token, now: .now) }
        }
        guard let header = request.header("Authorization"), header.lowercased().hasPrefix("basic "),
            let pair = Base64.decoded(header.dropFirst(6)).map({ String(decoding: $0, as: UTF8.self) }),
            let colon = pair.firstIndex(of: ":")
        else {
            throw IControlError(401, "Authorization failed: no user authentication header or token detected.", apiError: 1)
        }
        let user = String(pair[..<colon])
        guard passwords[user] == String(pair[pair.index(after: colon)...]) else { throw .authorizationFailed }
        return user
    }

    /// 26 random letters and digits, as a BIG-IP makes them.
    static func newToken() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String((0..<26).map { _ in alphabet.randomElement() ?? "A" })
    }
}

extension IControlError {
    static let authorizationFailed = IControlError(401, "Authorization failed: user or password is wrong.", apiError: 1)
}
