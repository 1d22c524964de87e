/// Why an expression cannot be used or has no value; it names the place and shows the expression as `cel-go` does.
public struct CELError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What sort of failure it is.
    public enum Code: Sendable, Equatable {
        /// The text is no expression.
        case syntax
        /// The expression names what is not declared, or gives an operator or function what it does not take.
        case check
        /// The expression has no value for these variables.
        case evaluation
        /// The evaluation was ended because it cost too much; nothing absorbs this.
        case limit
    }

    /// What sort of failure it is.
    public let code: Code
    /// What is wrong, without the place.
    public let message: String
    /// The expression as written.
    public let expression: String
    /// Where in the expression, in Unicode scalars.
    public let offset: Int

    /// An error at a place of an expression.
    public init(code: Code, message: String, expression: String, offset: Int) {
        (self.code, self.message, self.expression, self.offset) = (code, message, expression, offset)
    }

    /// The line of the place; the first is 1.
    public var line: Int { place.line }
    /// The column of the place in Unicode scalars; the first is 1.
    public var column: Int { place.column }

    /// The message with the place, the line in question, and a mark below it.
    public var description: String {
        let place = place
        let lines = expression.split(separator: "\n", omittingEmptySubsequences: false)
        let text = place.line <= lines.count ? lines[place.line - 1] : ""
        let mark = String(repeating: ".", count: place.column - 1) + "^"
        return "ERROR: <input>:\(place.line):\(place.column): \(message)\n | \(text)\n | \(mark)"
    }

    private var place: (line: Int, column: Int) {
        var line = 1
        var column = 1
        for scalar in expression.unicodeScalars.prefix(offset) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return (line, column)
    }
}
