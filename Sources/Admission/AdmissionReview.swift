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
        var response = Response(uid: request.uid, allowed: true)
        for policy in policies {
            if case .refused(let message) = policy.verdict(on: request) {
                response.allowed = false
                response.status = Status(message: message, reason: "Invalid", code: 422)
                break
            }
        }
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
