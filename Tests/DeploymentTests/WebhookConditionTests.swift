import JSON
import Testing

/// The match conditions of deploy/webhook. Nothing answers for the webhook here: whoever has to ask it is refused and told which one it was.
@Suite(.timeLimit(.minutes(2))) struct WebhookConditionTests {
    /// What exercises one condition.
    struct Row: Sendable {
        var webhook: String
        var condition: String
        /// Writes that the webhook must be asked about, and writes that it must not.
        var asked: [Cluster.Write]
        var passes: [Cluster.Write]
    }

    private static let stacks = "/apis/ake.adtech.cyberagent.io/v1alpha1/namespaces/default/heatstacks"

    private static func stack(_ name: String, _ more: [String: JSONValue] = [:]) -> JSONValue {
        [
            "apiVersion": "ake.adtech.cyberagent.io/v1alpha1", "kind": "HeatStack",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": .object(["templateURL": "builtin://cls", "params": ["replicas": "2"]].merging(more) { $1 }),
        ]
    }

    private static func patch(_ name: String, _ body: JSONValue) -> Cluster.Write {
        .init(method: "PATCH", path: "\(stacks)/\(name)", body: body)
    }

    static let rows: [Row] = [
        Row(
            webhook: "heatstacks.ake.adtech.cyberagent.io", condition: "spec-changes",
            asked: [
                .init(method: "POST", path: stacks, body: stack("new")), patch("plain", ["spec": ["params": ["replicas": "3"]]]),
                patch("plain", ["spec": ["suspend": true]]), patch("plain", ["metadata": ["labels": ["a": "b"]], "spec": ["replicas": 3]]),
            ],
            passes: [
                patch("plain", ["metadata": ["labels": ["a": "b"]]]), patch("plain", ["metadata": ["finalizers": ["example.org/x"]]]),
                patch("plain", ["metadata": ["finalizers": .null]]), patch("plain", ["spec": ["params": ["replicas": "2"]]]),
                .init(method: "PATCH", path: "\(stacks)/plain/status", body: ["status": ["stackName": "x"]]),
            ]),
        Row(
            webhook: "protected.heatstacks.ake.adtech.cyberagent.io", condition: "is-protected",
            asked: [.init(method: "DELETE", path: "\(stacks)/protected")],
            passes: [.init(method: "DELETE", path: "\(stacks)/plain"), .init(method: "DELETE", path: "\(stacks)/retained")]),
    ]

    private static let files =
        (try? Manifests.files(in: "crds").map { "deploy/" + $0 } + Manifests.files(in: "webhook").map { "deploy/" + $0 }) ?? []

    @Test func `a row exercises every condition, and every row a condition`() throws {
        var conditions: Set<[String]> = []
        for configuration in try Manifests.files(in: "webhook").flatMap({ try Manifests.objects($0) }) {
            for webhook in configuration["webhooks"]?.items ?? [] {
                for condition in webhook["matchConditions"]?.items ?? [] {
                    conditions.insert([webhook["name"]?.stringValue ?? "", condition["name"]?.stringValue ?? ""])
                }
            }
        }
        #expect(!conditions.isEmpty)
        let rows = Set(Self.rows.map { [$0.webhook, $0.condition] })
        for condition in conditions.symmetricDifference(rows) { Issue.record("\(condition) is exercised by no row, or is there no more") }
        for row in Self.rows { #expect(!row.asked.isEmpty && !row.passes.isEmpty, "\(row.webhook) \(row.condition)") }
    }

    @Test func `a webhook is asked about what its conditions say, and about nothing else`() async throws {
        for row in Self.rows {
            try await Cluster.with(Self.files) { cluster async throws in
                for (name, more) in [
                    ("plain", [:]), ("protected", ["deletionPolicy": "Protect"]), ("retained", ["deletionPolicy": "Retain"]),
                ] as [(String, [String: JSONValue])] {
                    try cluster.server.put(Self.stack(name, more))
                }
                for write in row.asked {
                    let answer = try await cluster.send(write)
                    #expect(
                        answer.status == 500 && answer.message.contains("failed calling webhook \"\(row.webhook)\""),
                        "\(write): \(answer.value)")
                }
                for write in row.passes {
                    let answer = try await cluster.send(write)
                    #expect(answer.status == 200, "\(write): \(answer.value)")
                }
            }
        }
    }
}
