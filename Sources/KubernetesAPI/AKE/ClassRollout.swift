/// How a changed class reaches the stacks that exist already: a few at a time, each given time to prove itself.
public struct ClassRollout: Codable, Sendable, Hashable {
    /// How many stacks may be in work at once.
    public var maxConcurrent: Int
    /// How long a stack must have been well before the next one follows, in seconds.
    public var soakSeconds: Int

    /// Makes a pace.
    public init(maxConcurrent: Int = 1, soakSeconds: Int = 30) {
        self.maxConcurrent = maxConcurrent
        self.soakSeconds = soakSeconds
    }

    private enum CodingKeys: String, CodingKey {
        case maxConcurrent, soakSeconds
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.maxConcurrent = try values.decodeIfPresent(Int.self, forKey: .maxConcurrent) ?? 1
        self.soakSeconds = try values.decodeIfPresent(Int.self, forKey: .soakSeconds) ?? 30
    }
}
