import Logging

extension LogFormat {
    /// A record as one line with its line feed. Pure.
    func line(_ record: LogRecord, colours: Bool) -> [UInt8] {
        var line = LogBytes()
        switch self {
        case .json: Self.json(record, &line)
        case .human: Self.human(record, colours, &line)
        }
        line.raw("\n")
        return line.bytes
    }

    private static func json(_ record: LogRecord, _ line: inout LogBytes) {
        line.raw("{\"ts\":\"\(LogTime.text(record.microseconds))\",\"level\":\"\(record.level.rawValue)\",\"logger\":")
        line.string(LogText.cut(record.logger, limit: 256))
        line.raw(",\"msg\":")
        line.string(LogText.safe(record.message, limit: LogBytes.messageLimit))
        if let error = record.error {
            line.raw(",\"error\":")
            line.string(LogText.safe(error, limit: LogBytes.messageLimit))
        }
        for (key, value) in record.metadata {
            guard !line.isFull else {
                line.raw(",\"truncated\":true")
                break
            }
            line.raw(",")
            line.member(key, value)
        }
        line.raw("}")
    }

    private static func human(_ record: LogRecord, _ colours: Bool, _ line: inout LogBytes) {
        let name = record.level.rawValue.uppercased()
        line.raw(LogTime.text(record.microseconds).dropLast(4).replacing("T", with: " ") + " ")
        line.raw(colours ? "\u{1B}[\(colour(of: record.level))m\(name)\u{1B}[0m" : name)
        line.raw(String(repeating: " ", count: max(9 - name.count, 1)))
        line.escaped(LogText.cut(record.logger, limit: 256), quotes: false)
        line.raw(": ")
        line.escaped(LogText.safe(record.message, limit: LogBytes.messageLimit), quotes: false)
        if colours, record.error != nil || !record.metadata.isEmpty { line.raw("\u{1B}[2m") }
        if let error = record.error {
            line.raw(" error=")
            line.string(LogText.safe(error, limit: LogBytes.messageLimit))
        }
        for (key, value) in record.metadata {
            guard !line.isFull else {
                line.raw(" ...")
                break
            }
            line.raw(" ")
            line.escaped(LogText.cut(key, limit: 256), quotes: false)
            line.raw("=")
            if LogText.isSecret(key: key) { line.raw(LogText.redacted) } else { word(value, &line) }
        }
        if colours, record.error != nil || !record.metadata.isEmpty { line.raw("\u{1B}[0m") }
    }

    /// A value without quotation marks where it is one plain word.
    private static func word(_ value: Logger.MetadataValue, _ line: inout LogBytes) {
        guard case .string(let text) = value, !text.isEmpty, text.utf8.count < 256,
            text.unicodeScalars.allSatisfy({ $0.isASCII && $0 > " " && $0 != "\"" && $0 != "=" && $0 != "\\" && $0 != "\u{7F}" })
        else { return line.value(value) }
        line.raw(LogText.withoutSecrets(text))
    }

    private static func colour(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "2"
        case .info: "32"
        case .notice: "36"
        case .warning: "33"
        case .error: "31"
        case .critical: "1;31"
        }
    }
}
