import Admission
import HTTPTransport
import JSON
import Testing

@testable import OperationsServer

/// Every sort of body that can come, and the answer of a defined kind that it gets.
@Suite struct AdmissionAnswersTests {
    private enum Expected {
        case allowed, refused
        case status(Int, String)
    }

    private static func review(
        operation: String = "UPDATE", group: String = "ake.adtech.cyberagent.io", kind: String = "HeatStack", flavor: String = "large",
        change: (inout JSONValue) -> Void = { _ in }
    ) -> [UInt8] {
        func stack(_ flavor: String) -> JSONValue {
            ["metadata": ["name": "a"], "spec": ["params": ["replicas": "2", "flavor": .string(flavor)]]]
        }
        var review: JSONValue = [
            "apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
            "request": [
                "uid": "u", "operation": .string(operation), "name": "a", "namespace": "b",
                "kind": ["group": .string(group), "version": "v1alpha1", "kind": .string(kind)], "object": stack(flavor),
                "oldObject": stack("small"),
            ],
        ]
        change(&review)
        return review.serialized()
    }

    private static let cases: [(String, [UInt8], Expected)] = [
        ("a change of what may not change", review(), .refused),
        ("no change", review(flavor: "small"), .allowed),
        ("a dry run is judged like the real thing", review { $0["request"]?["dryRun"] = true }, .refused),
        ("a dry run of what may change", review(flavor: "small") { $0["request"]?["dryRun"] = true }, .allowed),
        ("another kind", review(kind: "Ingress"), .allowed),
        ("another group", review(group: "example.com"), .allowed),
        ("a subresource", review { $0["request"]?["subResource"] = "status" }, .allowed),
        ("a deletion, whose object is null", review(operation: "DELETE") { $0["request"]?["object"] = .null }, .allowed),
        ("a connection", review(operation: "CONNECT"), .allowed),
        ("a creation", review(operation: "CREATE") { $0["request"]?["oldObject"] = .null }, .allowed),
        (
            "a creation with a bad number",
            review(operation: "CREATE") { $0["request"]?["object"]?["spec"]?["params"]?["replicas"] = "many" }, .refused
        ),
        ("an object without spec", review { $0["request"]?["object"] = ["metadata": ["name": "a"]] }, .refused),
        ("an object that is none", review { $0["request"]?["object"] = [1, 2, 3] }, .refused),
        (
            "an update without objects",
            review {
                $0["request"]?["object"] = .null
                $0["request"]?["oldObject"] = .null
            }, .allowed
        ),
        ("members nobody knows", review(flavor: "small") { $0["request"]?["future"] = ["a": [1]] }, .allowed),
        ("an operation nobody knows", review(operation: "EXPLODE"), .status(400, "operation")),
        ("no uid", review { $0["request"]?["uid"] = nil }, .status(400, "uid")),
        ("no request", review { $0["request"] = nil }, .status(400, "request")),
        ("an older version", review { $0["apiVersion"] = "admission.k8s.io/v1beta1" }, .status(400, "admission.k8s.io/v1")),
        ("another object", review { $0["kind"] = "Pod" }, .status(400, "AdmissionReview")),
        ("nothing", [], .status(400, "not a review")),
        ("not JSON", Array("{oops".utf8), .status(400, "line 1")),
        ("not UTF-8", review() + [0xC3, 0x28], .status(400, "not a review")),
        ("not UTF-8 inside a string", Array(#"{"kind":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8), .status(400, "not a review")),
        ("half of it", Array(review().prefix(100)), .status(400, "not a review")),
        ("two of them", review() + review(), .status(400, "not a review")),
        ("nested without end", Array(repeating: UInt8(ascii: "["), count: 1 << 20), .status(400, "not a review")),
        ("a number beyond all bounds", Array(#"{"kind":1e999999}"#.utf8), .status(400, "not a review")),
    ]

    @Test(.timeLimit(.minutes(5))) func `every body gets an answer of a defined kind`() async throws {
        try await Webhook.running { webhook async throws in
            for (what, body, expected) in Self.cases {
                let response = try await webhook.post(body)
                let answer = try? JSONValue(parsing: response.body)["response"]
                switch expected {
                case .allowed:
                    #expect(response.status == 200 && answer?["allowed"] == true && answer?["uid"] == "u", "\(what): \(response.text)")
                case .refused:
                    #expect(response.status == 200 && answer?["allowed"] == false && answer?["uid"] == "u", "\(what): \(response.text)")
                    #expect(answer?["status"]?["code"] == 422, "\(what)")
                case .status(let code, let text):
                    #expect(response.status == code && response.text.contains(text), "\(what): \(response.status) \(response.text)")
                }
            }
        }
    }

    @Test(
        arguments: [
            ("GET", "/validate", 405), ("PUT", "/validate", 405), ("POST", "/", 404), ("POST", "/validate/more", 404), ("GET", "/x", 404),
        ])
    func `other methods and paths are refused`(method: String, path: String, status: Int) async throws {
        try await Webhook.running { webhook async throws in
            #expect(try await webhook.send(method, path).status == status)
        }
    }
}
