/// What is wrong with the arguments of an operator or function; whoever calls it knows the place.
struct Fault: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = message }

    static let integerOverflow = Fault("integer overflow")
    static let unsignedOverflow = Fault("unsigned integer overflow")
    static let divisionByZero = Fault("division by zero")
    static let modulusByZero = Fault("modulus by zero")
}
