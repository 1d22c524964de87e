import JSON

/// Which probes a configuration asks for.
enum ProbePlans {
    /// One plan for each member and monitor of its pool.
    static func all(in configuration: Configuration) -> [ProbePlan] {
        configuration.all(CollectionKey(.pool)).flatMap { pool, _ in
            configuration.all(CollectionKey(.member, of: pool)).flatMap { member, object -> [ProbePlan] in
                let id = MemberID(pool: pool, member: member)
                return (rule(for: id, in: configuration)?.monitors ?? []).compactMap { plan(id, object, $0, in: configuration) }
            }
        }
    }

    /// The rule for a member: its own, or the pool's.
    static func rule(for id: MemberID, in configuration: Configuration) -> MonitorRule? {
        let own = configuration.objects[CollectionKey(.member, of: id.pool)]?[id.member]?[text: "monitor"] ?? "default"
        guard own == "default" else { return MonitorRule(own, in: id.pool.partition) }
        return configuration.objects[CollectionKey(.pool)]?[id.pool].flatMap { MonitorRule($0[text: "monitor"], in: id.pool.partition) }
    }

    /// A send string as it goes on the wire: `\r`, `\n`, `\t`, `\\` and `\"` stand for one character.
    static func unescaped(_ text: String) -> String {
        var result = ""
        var escaped = false
        for character in text {
            guard escaped else {
                if character == "\\" { escaped = true } else { result.append(character) }
                continue
            }
            escaped = false
            switch character {
            case "r": result.append("\r")
            case "n": result.append("\n")
            case "t": result.append("\t")
            case "\\", "\"": result.append(character)
            default: result += "\\\(character)"
            }
        }
        return escaped ? result + "\\" : result
    }

    private static func plan(
        _ id: MemberID, _ member: StoredObject, _ path: ObjectPath, in configuration: Configuration
    ) -> ProbePlan? {
        for (type, kind) in kinds {
            guard let monitor = configuration.objects[CollectionKey(type)]?[path] else { continue }
            let own = Destination(id.member.name)?.port ?? 0
            let alias = Destination(monitor[text: "destination"])
            return ProbePlan(
                member: id, monitor: path, kind: kind,
                address: alias?.address?.description ?? member[text: "address"],
                port: alias.map { $0.port == 0 ? own : $0.port } ?? own,
                send: unescaped(monitor[text: "send"]), receive: monitor[text: "recv"],
                interval: .seconds(monitor[number: "interval"]), timeout: .seconds(monitor[number: "timeout"]))
        }
        return nil
    }

    private static let kinds: [(ObjectType, ProbePlan.Kind)] = [(.monitorHTTP, .http), (.monitorHTTPS, .https), (.monitorTCP, .tcp)]
}
