import JSON
import Lab
import Testing

/// One HeatStack of a running lab, moved with kubectl and seen through kubectl.
struct HeatStackScenario: Sendable {
    let lab: Laboratory
    let name: String
    let cluster: ClusterView

    init(_ lab: Laboratory, _ name: String) async throws {
        self.lab = lab
        self.name = name
        cluster = try await ClusterView(lab)
        let templates: JSONValue = [
            "group.yaml": .string(FlowTemplates.group), "member.yaml": .string(FlowTemplates.member),
            "pool.yaml": .string(FlowTemplates.pool), "waiting.yaml": .string(FlowTemplates.waiting),
        ]
        try await apply([
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(FlowTemplates.name)], "data": templates,
        ])
    }

    /// `kubectl apply` of any object.
    func apply(_ object: JSONValue) async throws {
        try await cluster.check(["apply", "--server-side", "--force-conflicts", "-f", "-"], input: object.serializedString)
    }

    /// Creates the object.
    func create(_ template: String, _ spec: JSONValue = [:]) async throws {
        var whole = spec
        whole["templateURL"] = .string("configMap://\(FlowTemplates.name)/\(template).yaml")
        try await apply([
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "HeatStack", "metadata": ["name": .string(name)], "spec": whole,
        ])
    }

    func patch(_ spec: JSONValue) async throws {
        let change: JSONValue = ["spec": spec]
        try await cluster.check(["patch", "heatstack", name, "--type=merge", "-p", change.serializedString])
    }

    func scale(to replicas: Int) async throws { try await patch(["params": ["replicas": .string("\(replicas)")]]) }

    /// Has whatever failed tried again at once.
    func retry(_ value: String) async throws {
        try await cluster.check(["annotate", "heatstack", name, "--overwrite", "ake.adtech.cyberagent.io/retry=\(value)"])
    }

    func delete() async throws { try await cluster.check(["delete", "heatstack", name, "--wait=false", "--ignore-not-found"]) }

    func object() async throws -> JSONValue? { try await cluster.get(["heatstack", name]) }

    func status() async throws -> JSONValue { try await object()?["status"] ?? [:] }

    /// Waits until the object's status passes.
    @discardableResult
    func wait(_ what: String, limit: Duration = .seconds(60), _ passes: @Sendable (JSONValue) -> Bool) async throws -> JSONValue {
        do {
            try await lab.wait(for: "\(name): \(what)", limit: limit, process: "controller-heatstack", every: .milliseconds(250)) {
                guard let object = try await object() else { return false }
                return passes(object)
            }
        } catch let error as LabError {
            throw LabError("\(error); its status is \((try? await status())?.serializedString ?? "unknown")")
        }
        return try await status()
    }

    @discardableResult
    func waitReady(limit: Duration = .seconds(60)) async throws -> JSONValue {
        try await wait("Ready", limit: limit) { object in
            Self.condition("Ready", object)?["status"] == "True"
                && object["status"]?["observedGeneration"] == object["metadata"]?["generation"]
        }
    }

    /// Waits until it is stalled for a reason; returns the message.
    @discardableResult
    func waitStalled(_ reason: String, limit: Duration = .seconds(60)) async throws -> String {
        let status = try await wait("Stalled with \(reason)", limit: limit) { object in
            let stalled = Self.condition("Stalled", object)
            return stalled?["status"] == "True" && stalled?["reason"]?.stringValue == reason
        }
        return Self.condition("Stalled", ["status": status])?["message"]?.stringValue ?? ""
    }

    /// Waits until the object is gone.
    func waitGone(limit: Duration = .seconds(60)) async throws {
        try await lab.wait(for: "the end of HeatStack \(name)", limit: limit, process: "controller-heatstack", every: .milliseconds(250)) {
            try await object() == nil
        }
    }

    /// Goes through a flow, deletes the object if it is still there, and expects that nothing is left anywhere. A flow that fails is cleaned up
    /// after, so that the next one does not stumble over it.
    ///
    /// - Parameter undo: brings back what the flow has turned off, whatever comes of it.
    func toItsEnd(_ flow: () async throws -> Void, undo: () async throws -> Void = {}) async throws {
        do {
            try await flow()
            try await undo()
            if try await object() != nil { try await delete() }
            try await waitGone(limit: .seconds(90))
            try await expectNothingLeft()
        } catch {
            try? await undo()
            try? await patch(["deletionPolicy": "Delete"])
            try? await delete()
            try? await waitGone(limit: .seconds(90))
            throw error
        }
    }

    /// Waits until nothing of any stack is left in any system.
    private func expectNothingLeft() async throws {
        do {
            try await lab.wait(for: "the end of everything", limit: .seconds(40), every: .milliseconds(500)) {
                try await Leftovers.find(in: lab).isEmpty
            }
        } catch is LabError {
            Issue.record("left over:\n\(try await Leftovers.find(in: lab))")
        }
    }

    /// Ids of the servers by the stack's outputs, in the order of their index.
    func serverIDs() async throws -> [String] {
        (try await status()["lastOutputs"]?["server_ids"]?.arrayValue ?? []).compactMap(\.stringValue)
    }

    /// Notes of the object's Events of a reason.
    func notes(_ reason: String) async throws -> [String] {
        try await cluster.items(["events.v1.events.k8s.io"])
            .filter { $0["regarding"]?["name"]?.stringValue == name && $0["reason"]?.stringValue == reason }
            .compactMap { $0["note"]?.stringValue }
    }

    static func condition(_ type: String, _ object: JSONValue) -> JSONValue? {
        (object["status"]?["conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
    }
}
