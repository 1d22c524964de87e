import JSON

/// iControl REST: answers requests out of the box's state.
struct IControl: Sendable {
    let box: Box
    let accounts: Accounts
    let filter: any PacketFilter

    /// The answer to a request; `nil` when the connection shall be cut, which only an injected failure asks for.
    func answer(_ request: Request) async -> Answer? {
        guard let fault = box.withFaults({ $0.take(method: request.method, path: request.path) }) else { return await route(request) }
        if fault.after == true { _ = await route(request) }
        guard let status = fault.status else { return nil }
        return Answer(IControlError(status, fault.message ?? "injected", apiError: 1))
    }

    private func route(_ request: Request) async -> Answer {
        do throws(IControlError) {
            guard let route = Route(request.segments) else { throw .notRegistered }
            if case .login = route { return try login(request) }
            let user = try accounts.authenticate(request, box)
            return try await answer(request, route, user)
        } catch {
            return Answer(error)
        }
    }

    private func answer(_ request: Request, _ route: Route, _ user: String) async throws(IControlError) -> Answer {
        let expanded = request.query["expandSubcollections"] == "true"
        switch (request.method, route) {
        case ("GET", .version): return Answer(version)
        case ("POST", .saveConfiguration): return Answer(["kind": "tm:sys:config:savestate", "command": "save"])
        case ("GET", .collection(let key)):
            let view = box.view()
            if let pool = key.parent { _ = try view.configuration.object(CollectionKey(.pool), pool) }
            return Answer(
                try view.collection(key, filter: request.query["$filter"], select: request.query["$select"], expanded: expanded))
        case ("POST", .collection(let key)):
            let body = try request.json()
            let path = try box.change { configuration throws(IControlError) in try configuration.create(key, body) }
            return try shown(key, path)
        case ("GET", .object(let key, let path)): return try shown(key, path, expanded: expanded)
        case ("PATCH", .object(let key, let path)):
            let body = try request.json()
            try box.change { configuration throws(IControlError) in try configuration.patch(key, path, body) }
            return try shown(key, path)
        case ("PUT", .object(let key, let path)):
            let body = try request.json()
            try box.change { configuration throws(IControlError) in try configuration.replace(key, path, body) }
            return try shown(key, path)
        case ("DELETE", .object(let key, let path)):
            try box.change { configuration throws(IControlError) in try configuration.delete(key, path) }
            return Answer(nil)
        case ("GET", .profiles(let path)):
            let view = box.view()
            let virtual = try view.configuration.object(CollectionKey(.virtual), path)
            return Answer(["kind": "tm:ltm:virtual:profiles:profilescollectionstate", "items": .array(view.profiles(of: virtual))])
        case ("GET", .collectionStatistics(let key)): return Answer(box.statistics(await connections()).collection(key))
        case ("GET", .objectStatistics(let key, let path)): return Answer(try box.statistics(await connections()).object(key, path))
        default: return try administer(request, route, user)
        }
    }

    private func administer(_ request: Request, _ route: Route, _ user: String) throws(IControlError) -> Answer {
        switch (request.method, route) {
        case ("DELETE", .token(let token)):
            try box.withTokens { tokens throws(IControlError) in
                if try tokens.user(of: token, now: .now) == user { tokens.revoke(token) } else { throw .authorizationFailed }
            }
            return Answer(["token": .string(token)])
        case ("PATCH", .token(let token)):
            guard let seconds = try request.json()["timeout"]?.intValue else { throw .invalidValue("timeout", "") }
            try box.withTokens { tokens throws(IControlError) in
                guard try tokens.user(of: token, now: .now) == user else { throw .authorizationFailed }
                try tokens.extend(token, to: .seconds(seconds))
            }
            return Answer(["token": .string(token), "timeout": .integer(Int64(seconds))])
        case ("GET", .faults):
            let pending = box.withFaults { $0.pending }
            return Answer(["items": (try? JSONValue(encoding: pending)) ?? []])
        case ("POST", .faults):
            guard let fault = try? request.json().decode(Faults.Fault.self) else { throw .invalidValue("fault", request.path) }
            box.withFaults { $0.add(fault) }
            return Answer(nil)
        case ("DELETE", .faults):
            box.withFaults { $0.clear() }
            return Answer(nil)
        default: throw .notAllowed
        }
    }

    private func shown(_ key: CollectionKey, _ path: ObjectPath, expanded: Bool = false) throws(IControlError) -> Answer {
        let view = box.view()
        return Answer(view.object(key, path, try view.configuration.object(key, path), expanded: expanded))
    }

    private func connections() async -> [ForwardingPlan.Slot: Int] { ConnectionCount.established(in: await filter.connections()) }

    private func login(_ request: Request) throws(IControlError) -> Answer {
        guard request.method == "POST" else { throw .notAllowed }
        let body = try request.json()
        let (token, user) = try accounts.login(body, box)
        let seconds = TokenTable.life.components.seconds
        return Answer([
            "username": .string(user), "loginProviderName": "tmos", "generation": 0, "lastUpdateMicros": 0,
            "token": [
                "token": .string(token), "name": .string(token), "userName": .string(user), "authProviderName": "tmos",
                "timeout": .integer(seconds), "kind": "shared:authz:tokens:authtokenitemstate",
                "selfLink": .string("https://localhost/mgmt/shared/authz/tokens/\(token)"),
            ],
        ])
    }

    private var version: JSONValue {
        let values: JSONValue = [
            "Product": ["description": "BIG-IP"], "Version": ["description": .string(ObjectView.version)],
            "Title": ["description": "LabBIGIP, a stand-in"], "Edition": ["description": "Lab"],
        ]
        return [
            "kind": "tm:sys:version:versionstats", "selfLink": .string("https://localhost/mgmt/tm/sys/version?ver=\(ObjectView.version)"),
            "entries": ["https://localhost/mgmt/tm/sys/version/0": ["nestedStats": ["entries": values]]],
        ]
    }
}
