/// A rule on changes of objects. Pure: the same request always gets the same verdict.
public protocol AdmissionPolicy: Sendable {
    /// The verdict on a request; `.allowed` on what the policy has nothing to say about.
    func verdict(on request: AdmissionRequest) -> AdmissionVerdict
}
