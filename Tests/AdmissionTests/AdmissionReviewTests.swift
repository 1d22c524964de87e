import Admission
import JSON
import Testing

@Suite struct AdmissionReviewTests {
    private func answer(_ request: AdmissionRequest) throws -> JSONValue {
        let body = try JSONWriter.encode(AdmissionReview(request: request))
        return try JSONValue(parsing: AdmissionReview.answer(body, policies: [HeatStackPolicy()]))
    }

    @Test func `an allowed change is answered with the uid and nothing more`() throws {
        let answer = try answer(HeatStackPolicyTests.request(new: HeatStackPolicyTests.stack))
        #expect(answer == ["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": ["allowed": true, "uid": "u"]])
    }

    @Test func `a refused change is answered as an invalid object`() throws {
        let new = HeatStackPolicyTests.changed(["spec", "params", "flavor"], "f")
        let response = try #require(try answer(HeatStackPolicyTests.request(new: new))["response"])
        #expect(response["allowed"] == false && response["uid"] == "u")
        #expect(response["status"]?["code"] == 422 && response["status"]?["reason"] == "Invalid")
        #expect(response["status"]?["message"]?.stringValue?.contains("spec.params.flavor") == true)
    }

    @Test func `the API server's own review is read`() throws {
        let review = #"""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002",
             "kind":{"group":"ake.adtech.cyberagent.io","version":"v1alpha1","kind":"HeatStack"},"resource":{"group":"g","version":"v1","resource":"heatstacks"},
             "requestKind":{"group":"g","version":"v1","kind":"HeatStack"},"name":"a","namespace":"n","operation":"DELETE",
             "userInfo":{"username":"kubernetes-admin","groups":["system:masters"],"extra":{"k":["v"]}},"object":null,"oldObject":{"spec":{}},"dryRun":false,
             "options":{"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1"}}}
            """#
        let answer = try JSONValue(parsing: AdmissionReview.answer(Array(review.utf8), policies: [HeatStackPolicy()]))
        #expect(answer["response"]?["allowed"] == true && answer["response"]?["uid"] == "705ab4f5-6393-11e8-b7cc-42010a800002")
    }

    @Test(
        arguments: [
            ("", "not a review: line 1, column 1"), ("{}", "expected an AdmissionReview of admission.k8s.io/v1"),
            (
                #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1beta1","request":{}}"#,
                "expected an AdmissionReview of admission.k8s.io/v1"
            ),
            (#"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}"#, "request: is required"),
            (
                #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"a","operation":"UPDATE"}}"#,
                "request.kind: is required"
            ),
            (
                #"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"a","kind":{"group":"","version":"v1","kind":"K"},"operation":"EAT"}}"#,
                "request.operation"
            ),
        ])
    func `a body that is no review is refused with the reason`(body: String, text: String) {
        let error = #expect(throws: AdmissionReviewError.self) { try AdmissionReview.answer(Array(body.utf8), policies: []) }
        #expect(error?.description.contains(text) == true, "\(String(describing: error))")
    }

    private struct Advisor: AdmissionAdvisor {
        var sentences: [String]
        func advice(on request: AdmissionRequest, isAllowed: Bool) async -> [String] { sentences }
    }

    @Test func `advice is a warning where the change may be made, and stands behind the reason where not`() async throws {
        func answer(_ replicas: JSONValue, _ sentences: [String]) async throws -> JSONValue {
            let object = HeatStackPolicyTests.changed(["spec", "params", "replicas"], replicas)
            let request = HeatStackPolicyTests.request(new: object)
            let body = try JSONWriter.encode(AdmissionReview(request: request))
            let policies: [any AdmissionPolicy] = [HeatStackPolicy()]
            let bytes = try await AdmissionReview.answer(body, policies: policies, advisors: [Advisor(sentences: sentences)])
            return try JSONValue(parsing: bytes)["response"] ?? .null
        }
        let allowed = try await answer("3", ["replicas 2 -> 3: 1 server added"])
        #expect(allowed["allowed"] == true && allowed["warnings"] == ["replicas 2 -> 3: 1 server added"])
        #expect(try await answer("3", [])["warnings"] == nil)
        let refused = try await answer("none", ["It would replace everything."])
        #expect(refused["allowed"] == false && refused["warnings"] == nil)
        #expect(refused["status"]?["message"]?.stringValue?.hasSuffix(" It would replace everything.") == true)
    }
}
