/// Somebody who has something to say on a change without deciding on it.
public protocol AdmissionAdvisor: Sendable {
    /// Sentences for people; none if there is nothing to say, or not in time.
    ///
    /// - Parameter isAllowed: whether the policies let the change through.
    func advice(on request: AdmissionRequest, isAllowed: Bool) async -> [String]
}
