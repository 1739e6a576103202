/// How much JSON a client may send.
package struct JSONLimits: Sendable {
    package var bytes: Int
    package var depth: Int
    package var membersPerObject: Int

    package init(bytes: Int = 1 << 20, depth: Int = 20, membersPerObject: Int = 1_000) {
        self.bytes = bytes
        self.depth = depth
        self.membersPerObject = membersPerObject
    }
}

extension SCIMValue {
    /// Parses one JSON text (RFC 8259), strictly: UTF-8, no duplicate names, no lone surrogates, and no U+0000, which
    /// stores and other programs take for an end of text.
    package init(json: [UInt8], limits: JSONLimits = JSONLimits()) throws(SCIMError) {
        guard json.count <= limits.bytes else {
            throw .payloadTooLarge("the body has \(json.count) bytes, more than the \(limits.bytes) that are accepted")
        }
        var parser = JSONParser(bytes: json, limits: limits)
        self = try parser.parseDocument()
    }

    package init(json: String, limits: JSONLimits = JSONLimits()) throws(SCIMError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }
}

/// A cursor over the bytes. Recursion is bounded by the depth limit.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func parseDocument() throws(SCIMError) -> SCIMValue {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw unexpected() }
        return value
    }

    private mutating func parseValue() throws(SCIMError) -> SCIMValue {
        switch peek {
        case UInt8(ascii: "{"): return try nested { parser throws(SCIMError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(SCIMError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseLiteral("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseLiteral("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseLiteral("null", .null)
        default: return try parseNumber()
        }
    }

    private mutating func nested(
        _ parse: (inout Self) throws(SCIMError) -> SCIMValue
    ) throws(SCIMError) -> SCIMValue {
        depth += 1
        guard depth <= limits.depth else {
            throw .invalidSyntax("the JSON is nested more than \(limits.depth) levels deep")
        }
        let value = try parse(&self)
        depth -= 1
        return value
    }

    private mutating func parseObject() throws(SCIMError) -> SCIMValue {
        var object = SCIMObject()
        position += 1
        skipSpace()
        if consume("}") { return .object(object) }
        repeat {
            skipSpace()
            let name = try parseString()
            guard object[name] == nil else { throw .invalidSyntax("\(name.quoted) is given twice in one object") }
            skipSpace()
            guard consume(":") else { throw unexpected() }
            skipSpace()
            object.append(name, try parseValue())
            guard object.count <= limits.membersPerObject else {
                throw .tooMany("an object has more than \(limits.membersPerObject) members")
            }
            skipSpace()
        } while consume(",")
        guard consume("}") else { throw unexpected() }
        return .object(object)
    }

    private mutating func parseArray() throws(SCIMError) -> SCIMValue {
        var elements: [SCIMValue] = []
        position += 1
        skipSpace()
        if consume("]") { return .array(elements) }
        repeat {
            skipSpace()
            elements.append(try parseValue())
            skipSpace()
        } while consume(",")
        guard consume("]") else { throw unexpected() }
        return .array(elements)
    }

    private mutating func parseString() throws(SCIMError) -> String {
        guard peek == UInt8(ascii: "\"") else { throw unexpected() }
        var scanner = JSONStringScanner(bytes: bytes, position: position)
        guard let text = scanner.scan() else {
            position = scanner.position
            throw .invalidSyntax("the JSON has a malformed string at byte \(position)")
        }
        position = scanner.position
        return text
    }

    private mutating func parseLiteral(_ literal: StaticString, _ value: SCIMValue) throws(SCIMError) -> SCIMValue {
        let text = literal.description.utf8
        guard bytes[position...].starts(with: text) else { throw unexpected() }
        position += text.count
        return value
    }

    private mutating func parseNumber() throws(SCIMError) -> SCIMValue {
        let start = position
        while let byte = peek, JSONNumber.isPart(byte) { position += 1 }
        guard position > start else { throw unexpected() }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = JSONNumber.value(of: text) else {
            throw .invalidSyntax("the JSON has a malformed number at byte \(start)")
        }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private func unexpected() -> SCIMError {
        position < bytes.count
            ? .invalidSyntax("the JSON is malformed at byte \(position)") : .invalidSyntax("the JSON ends too early")
    }
}
