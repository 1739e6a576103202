import AccessModel
import Logging

/// How an event becomes one line: JSON, or readable where a person looks on.
enum LogFormat: Sendable {
    case json
    case readable

    func line(
        at time: Timestamp,
        _ level: Logger.Level,
        _ message: String,
        error: (any Error)? = nil,
        _ fields: Logger.Metadata = [:]
    ) -> String {
        let fields = fields.sorted { $0.key < $1.key }
        let error = error.map { String(describing: $0) }
        switch self {
        case .json: return json(time, level, message, error, fields)
        case .readable: return readable(time, level, message, error, fields)
        }
    }

    private func json(
        _ time: Timestamp,
        _ level: Logger.Level,
        _ message: String,
        _ error: String?,
        _ fields: [Logger.Metadata.Element]
    ) -> String {
        var line = "{\"time\":\"\(time)\",\"level\":\"\(level)\",\"msg\":\(quoted(message))"
        for (key, value) in fields { line += ",\(quoted(key)):\(json(value))" }
        if let error { line += ",\"error\":\(quoted(error))" }
        return line + "}"
    }

    /// Numbers and truth values as such, whatever else describes itself as text.
    private func json(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let number as any BinaryInteger): "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: "\(number)"
        case .stringConvertible(let truth as Bool): "\(truth)"
        case .stringConvertible(let other): quoted("\(other)")
        case .array(let values): "[\(values.map(json).joined(separator: ","))]"
        case .dictionary(let fields):
            "{" + fields.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ",")
                + "}"
        }
    }

    private func readable(
        _ time: Timestamp,
        _ level: Logger.Level,
        _ message: String,
        _ error: String?,
        _ fields: [Logger.Metadata.Element]
    ) -> String {
        let details = fields.map { " \($0.key)=\($0.value)" }.joined()
        return "\(time) \(level)  \(escaped(message + (error.map { ": \($0)" } ?? "") + details))"
    }

    private func quoted(_ text: String) -> String { "\"" + escaped(text) + "\"" }

    private func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    /// Control characters never reach a terminal or break a line.
    private func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: needsEscape) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"" where self == .json: result += "\\\""
            case "\\" where self == .json: result += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
