import KubernetesAPI

/// Which page of a list comes next. Pure.
struct ListPaging {
    /// What is done about the answer to a request for a page.
    enum Step: Equatable {
        /// The page is handed on.
        case deliver(beginsAnew: Bool)
        /// The request for a page is made again, otherwise.
        case request
        /// The error is the reader's.
        case fail
    }

    private static let restartLimit = 3

    private let first: ListOptions
    private let expiry: ListExpiry
    private var restarts = 0
    private var isRestarting = false
    private var hasDelivered = false
    private(set) var next: ListOptions?

    init(_ options: ListOptions, pageSize: Int, expiry: ListExpiry) {
        var options = options
        options.limit = max(1, pageSize)
        options.sendInitialEvents = nil
        self.first = options
        self.expiry = expiry
        self.next = options
    }

    /// A page has come.
    ///
    /// - Parameter continueToken: the token of the next one, if there is one.
    mutating func received(continueToken: String?) -> Step {
        defer {
            isRestarting = false
            hasDelivered = true
        }
        next = continueToken.flatMap { $0.isEmpty ? nil : $0 }.map { continuing($0) }
        return .deliver(beginsAnew: isRestarting && hasDelivered)
    }

    /// The server has forgotten the version.
    ///
    /// - Parameter continueToken: the token that comes with the 410, if one does.
    mutating func expired(continueToken: String?) -> Step {
        // A first page that is expired was asked for at a version of the caller's choice: that is for the caller to mend.
        guard next?.continueToken != nil, expiry != .fail, restarts < Self.restartLimit else {
            next = nil
            return .fail
        }
        restarts += 1
        if expiry == .continueInconsistently, let continueToken, !continueToken.isEmpty {
            next = continuing(continueToken)
        } else {
            next = first
            isRestarting = true
        }
        return .request
    }

    private func continuing(_ token: String) -> ListOptions {
        var options = first
        options.continueToken = token
        // A continued list carries its version in the token; naming one as well is an error.
        options.resourceVersion = nil
        options.resourceVersionMatch = nil
        return options
    }
}
