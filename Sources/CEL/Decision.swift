/// How `&&`, `||`, `all` and `exists` come to a result: one term may decide, and then what failed before or after does not matter.
struct Decision {
    /// The value that decides: false for `&&` and `all`, true for `||` and `exists`.
    let wanted: Bool
    private var failure: CELError?

    init(wanted: Bool) { self.wanted = wanted }

    /// Whether a term decides.
    ///
    /// - Throws: an error that nothing absorbs.
    mutating func isMade(by outcome: Result<Bool, CELError>) throws(CELError) -> Bool {
        switch outcome {
        case .success(let flag): return flag == wanted
        case .failure(let error):
            if error.code == .limit { throw error }
            failure = failure ?? error
            return false
        }
    }

    /// The result when no term has decided.
    func rest() throws(CELError) -> Bool {
        if let failure { throw failure }
        return !wanted
    }
}
