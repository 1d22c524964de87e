import ArgumentParser
import FoundationEssentials

/// The value of the environment variable that stands for a flag.
func environmentValue(_ name: String) -> String? {
    ProcessInfo.processInfo.environment["AKE_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
}

/// What a flag or the environment variable beside it says: the flag counts for more, and what cannot be understood is refused.
enum Setting {
    /// A number.
    ///
    /// - Parameters:
    ///   - flag: the flag's name with its dashes.
    ///   - variable: the text of the environment variable.
    static func number(_ flag: String, _ given: Int?, _ variable: String?, default usual: Int, in range: ClosedRange<Int>) throws -> Int {
        let expected = "expected a number from \(range.lowerBound) to \(range.upperBound)"
        if let given {
            guard range.contains(given) else { throw ValidationError("\(flag) \(given): \(expected)") }
            return given
        }
        guard let variable else { return usual }
        guard let number = Int(variable), range.contains(number) else {
            throw ValidationError("\(self.variable(of: flag)) \(variable): \(expected)")
        }
        return number
    }

    /// A yes or no.
    static func flag(_ flag: String, _ given: Bool?, _ variable: String?, default usual: Bool) throws -> Bool {
        if let given { return given }
        switch variable {
        case nil: return usual
        case "true", "1": return true
        case "false", "0": return false
        case .some(let text): throw ValidationError("\(self.variable(of: flag)) \(text): expected true or false")
        }
    }

    /// One of several words.
    static func word<Value: RawRepresentable & CaseIterable>(_ flag: String, _ given: Value?, _ variable: String?, default usual: Value)
        throws
        -> Value where Value.RawValue == String
    {
        if let given { return given }
        guard let variable else { return usual }
        guard let value = Value(rawValue: variable) else {
            throw ValidationError(
                "\(self.variable(of: flag)) \(variable): expected one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    /// The name of the environment variable that stands for a flag.
    static func variable(of flag: String) -> String {
        "AKE_" + flag.drop { $0 == "-" }.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
