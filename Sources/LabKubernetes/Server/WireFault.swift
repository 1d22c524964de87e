/// Where the bytes of an answer end before it does.
struct WireFault: Sendable, Equatable {
    var cut: LabFault.Cut
    /// Whether the connection is reset there; else it stays, silent.
    var isReset: Bool

    /// The part of an action that concerns the bytes of the answer.
    init?(_ action: LabFault.Action?) {
        switch action {
        case .cut(let cut): self.init(cut: cut, isReset: true)
        case .stall(let cut): self.init(cut: cut, isReset: false)
        default: return nil
        }
    }

    init(cut: LabFault.Cut, isReset: Bool) {
        self.cut = cut
        self.isReset = isReset
    }

    /// How much of the next line of a watch is sent, when `sent` lines have been; nil for all of it.
    func part(ofLine count: Int, sent: Int) -> Int? {
        switch cut {
        case .betweenEvents(let after) where sent < after: nil
        case .inObject: sent == 0 ? count / 2 : 0
        default: 0
        }
    }

    /// Whether a watch ends here when `sent` lines have been sent.
    func endsWatch(sent: Int) -> Bool {
        switch cut {
        case .betweenEvents(let after): sent >= after
        case .inObject: sent > 0
        default: true
        }
    }
}
