/// An answer that curl printed, followed by a line with the status and the seconds it took.
struct Reply {
    var status: Int
    var seconds: Double
    var body: String

    init(_ output: String) {
        let end = output.lastIndex(of: "\n") ?? output.startIndex
        let numbers = output[end...].split(whereSeparator: \.isWhitespace)
        status = numbers.first.flatMap { Int($0) } ?? 0
        seconds = numbers.last.flatMap { Double($0) } ?? 0
        body = String(output[..<end])
    }

    /// A line `name=value` of a backend's answer.
    subscript(name: String) -> String? {
        body.split(separator: "\n").first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}
