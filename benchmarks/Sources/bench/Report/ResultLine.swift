/// One line of the result.
struct ResultLine {
    let what: String
    let ours: String
    var peer = ""
    var ratio = ""
    var goal = ""
    /// Whether the goal is met; nil where there is none.
    var isMet: Bool?
    var isFailure = false

    init(
        _ what: String, ours: String, peer: String = "", ratio: String = "", goal: String = "", isMet: Bool? = nil, isFailure: Bool = false
    ) {
        self.what = what
        self.ours = ours
        self.peer = peer
        self.ratio = ratio
        self.goal = goal
        self.isMet = isMet
        self.isFailure = isFailure
    }

    var cells: [String] { [what, ours, peer, ratio, goal, isMet.map { $0 ? "yes" : "**no**" } ?? ""] }
}
