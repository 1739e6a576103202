extension JSONValue {
    /// As compact JSON text, members in their order.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The same for all equal values: members in the order of their names' bytes.
    package var sortedText: String {
        var writer = JSONWriter(sortsMembers: true)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Appends compact JSON to bytes.
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private let sortsMembers: Bool

    /// - Parameter sortsMembers: whether members come in the order of their names' bytes instead of their own.
    package init(sortsMembers: Bool = false) {
        self.sortsMembers = sortsMembers
    }

    package mutating func write(_ value: JSONValue) {
        switch value {
        case .null: append(json: "null")
        case .boolean(let flag): append(json: flag ? "true" : "false")
        case .number(let number): append(json: number.text)
        case .string(let text): write(text)
        case .array(let elements): writeList("[", elements, "]") { $0.write($1) }
        case .object(let object):
            writeList("{", sortsMembers ? object.sorted : object.members, "}") { writer, member in
                writer.write(member.name)
                writer.append(":")
                writer.write(member.value)
            }
        }
    }

    private mutating func writeList<Part>(
        _ open: Unicode.Scalar,
        _ parts: [Part],
        _ close: Unicode.Scalar,
        _ write: (inout Self, Part) -> Void
    ) {
        append(open)
        var isFirst = true
        for part in parts {
            if !isFirst { append(",") }
            isFirst = false
            write(&self, part)
        }
        append(close)
    }

    package mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        // Hardly any text has anything to escape.
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append(json: "\\\"")
            case UInt8(ascii: "\\"): append(json: "\\\\")
            case UInt8(ascii: "\n"): append(json: "\\n")
            case UInt8(ascii: "\r"): append(json: "\\r")
            case UInt8(ascii: "\t"): append(json: "\\t")
            case 0..<0x20: appendEscape(of: byte)
            default: bytes.append(byte)
            }
        }
    }

    private mutating func appendEscape(of control: UInt8) {
        append(json: control < 0x10 ? "\\u000" : "\\u001")
        bytes.append(Self.hexDigits[Int(control & 0xf)])
    }

    /// What is JSON already.
    package mutating func append(json text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// A bracket, a comma or a colon.
    package mutating func append(_ mark: Unicode.Scalar) {
        bytes.append(UInt8(ascii: mark))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
