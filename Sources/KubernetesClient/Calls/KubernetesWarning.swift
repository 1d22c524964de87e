import HTTPTransport

/// A warning that the server sent with an answer: a deprecated version, an unknown field, a policy that would refuse.
///
/// See <https://kubernetes.io/blog/2020/09/03/warnings/> and RFC 7234, section 5.5.
public struct KubernetesWarning: Sendable, Hashable {
    /// The warning.
    public var text: String
    /// Who warns; `-` where the server does not say.
    public var agent: String
    /// The call whose answer it came with: `POST /api/v1/namespaces/n/services`.
    public var call: String

    /// Makes a warning.
    public init(text: String, agent: String = "-", call: String) {
        self.text = text
        self.agent = agent
        self.call = call
    }

    /// The warnings of code 299 in an answer's fields; what is malformed is passed over.
    static func all(in headers: [HTTPHeader], call: String) -> [KubernetesWarning] {
        headers.values(of: "Warning").flatMap { value -> [KubernetesWarning] in
            var reader = Reader(rest: Substring(value))
            var warnings: [KubernetesWarning] = []
            while let (code, agent, text) = reader.next() {
                if code == "299" { warnings.append(KubernetesWarning(text: text, agent: agent, call: call)) }
            }
            return warnings
        }
    }

    private struct Reader {
        var rest: Substring

        // warn-code SP warn-agent SP warn-text [ SP warn-date ], several after commas; text and date are quoted strings.
        mutating func next() -> (code: String, agent: String, text: String)? {
            rest = rest.drop { $0 == " " || $0 == "," }
            let code = word()
            let agent = word()
            guard code.count == 3, !agent.isEmpty, let text = quoted() else { return nil }
            rest = rest.drop { $0 == " " }
            if rest.first == "\"" { _ = quoted() }
            return (code, agent, text)
        }

        private mutating func word() -> String {
            let word = rest.prefix { $0 != " " }
            rest = rest.dropFirst(word.count).drop { $0 == " " }
            return String(word)
        }

        private mutating func quoted() -> String? {
            guard rest.popFirst() == "\"" else { return nil }
            var text = ""
            while let character = rest.popFirst() {
                if character == "\"" { return text }
                if character == "\\" {
                    guard let escaped = rest.popFirst() else { return nil }
                    text.append(escaped)
                } else {
                    text.append(character)
                }
            }
            return nil
        }
    }
}
