import JSON
import KubernetesAPI

/// The envelope of question and answer between the API server and a webhook, `admission.k8s.io/v1`.
///
/// See <https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#webhook-request-and-response>.
public struct AdmissionReview: Codable, Sendable, Hashable {
    /// The only version that is spoken.
    public static let apiVersion = "admission.k8s.io/v1"

    /// The answer.
    public struct Response: Codable, Sendable, Hashable {
        /// The identity of the question.
        public var uid: String
        /// Whether the change may be made.
        public var allowed: Bool
        /// Why not.
        public var status: Status?
        /// Sentences that kubectl shows although the change is made.
        public var warnings: [String]?

        /// Makes an answer.
        public init(uid: String, allowed: Bool, status: Status? = nil, warnings: [String]? = nil) {
            self.uid = uid
            self.allowed = allowed
            self.status = status
            self.warnings = warnings
        }
    }

    /// `admission.k8s.io/v1`.
    public var apiVersion: String
    /// `AdmissionReview`.
    public var kind: String
    /// The question; nil in an answer.
    public var request: AdmissionRequest?
    /// The answer; nil in a question.
    public var response: Response?

    /// Makes a review.
    public init(request: AdmissionRequest? = nil, response: Response? = nil) {
        self.apiVersion = Self.apiVersion
        self.kind = "AdmissionReview"
        self.request = request
        self.response = response
    }

    /// Reads a question, asks the policies in order, and writes the answer of the first that refuses.
    ///
    /// - Parameter body: the review as JSON.
    /// - Throws: ``AdmissionReviewError`` when the body is not a question in version 1.
    public static func answer(_ body: [UInt8], policies: [any AdmissionPolicy]) throws(AdmissionReviewError) -> [UInt8] {
        let request = try request(in: body)
        return try encoded(decide(request, policies), request)
    }

    /// The same, with what advisors have to say: as warnings where the change may be made, behind the reason where not.
    ///
    /// An advisor bounds its own time; what it does not know in time is left out, and nothing else changes.
    public static func answer(
        _ body: [UInt8], policies: [any AdmissionPolicy], advisors: [any AdmissionAdvisor]
    ) async throws(AdmissionReviewError) -> [UInt8] {
        let request = try request(in: body)
        var decision = decide(request, policies)
        for advisor in advisors {
            let advice = await advisor.advice(on: request, isAllowed: decision.refusal == nil)
            if let refusal = decision.refusal {
                decision.refusal = ([refusal] + advice).joined(separator: " ")
            } else {
                decision.warnings += advice
            }
        }
        return try encoded(decision, request)
    }

    private typealias Decision = (refusal: String?, warnings: [String])

    private static func decide(_ request: AdmissionRequest, _ policies: [any AdmissionPolicy]) -> Decision {
        var warnings: [String] = []
        for policy in policies {
            switch policy.verdict(on: request) {
            case .allowed: continue
            case .warned(let sentences): warnings += sentences
            case .refused(let message): return (message, [])
            }
        }
        return (nil, warnings)
    }

    private static func encoded(_ decision: Decision, _ request: AdmissionRequest) throws(AdmissionReviewError) -> [UInt8] {
        var response = Response(uid: request.uid, allowed: decision.refusal == nil)
        if let refusal = decision.refusal { response.status = Status(message: refusal, reason: "Invalid", code: 422) }
        if !decision.warnings.isEmpty { response.warnings = decision.warnings }
        do {
            return try JSONWriter.encode(AdmissionReview(response: response))
        } catch {
            throw AdmissionReviewError("\(error)")
        }
    }

    private static func request(in body: [UInt8]) throws(AdmissionReviewError) -> AdmissionRequest {
        let review: AdmissionReview
        do {
            let value = try JSONValue(parsing: body)
            // Said before the rest is looked at: an older version has another shape.
            guard value["kind"]?.stringValue == "AdmissionReview", value["apiVersion"]?.stringValue == apiVersion else {
                throw JSONError(.invalid, message: "expected an AdmissionReview of \(apiVersion)")
            }
            review = try value.decode(AdmissionReview.self)
        } catch {
            throw AdmissionReviewError("not a review: \(error)")
        }
        guard let request = review.request else { throw AdmissionReviewError("not a review: request: is required, but missing") }
        return request
    }
}
