/// A body that is not a review; answered with status 400, so that nothing is allowed by accident.
public struct AdmissionReviewError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, for the log of the API server.
    public var description: String

    /// Makes an error.
    public init(_ description: String) {
        self.description = description
    }
}
