import AccessModel
import Foundation
import Logging

/// Writes each event as one line to standard error: JSON, or readable where a person looks on.
///
/// Lines are written with a single `write`, so that those of several threads do not mix.
struct LineLogHandler: LogHandler {
    enum Format: Sendable {
        case json
        case readable
    }

    var format: Format
    var now: Now
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, own in own }
        switch format {
        case .json: StandardError.write(json(event, fields) + "\n")
        case .readable: StandardError.write(readable(event, fields) + "\n")
        }
    }

    private func json(_ event: LogEvent, _ fields: Logger.Metadata) -> String {
        var line = "{\"time\":\"\(now())\",\"level\":\"\(event.level)\",\"msg\":\(quoted(event.message.description))"
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line += ",\(quoted(key)):\(quoted(value.description))"
        }
        if let error = event.error { line += ",\"error\":\(quoted(String(describing: error)))" }
        return line + "}"
    }

    private func readable(_ event: LogEvent, _ fields: Logger.Metadata) -> String {
        let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let error = event.error.map { ": \($0)" } ?? ""
        return "\(now()) \(event.level)  \(escaped(event.message.description + error + details))"
    }

    private func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    /// Control characters never reach a terminal or break a line.
    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where format == .json: result += "\\\""
            case "\\" where format == .json: result += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Logger {
    /// The program's logger: JSON lines, or readable ones on a terminal.
    static func rollcall(level: Logger.Level, now: @escaping Now) -> Logger {
        let format: LineLogHandler.Format = isatty(STDERR_FILENO) == 1 ? .readable : .json
        return Logger(label: "rollcall") { _ in LineLogHandler(format: format, now: now, logLevel: level) }
    }
}
