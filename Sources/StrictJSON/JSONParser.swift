extension JSONValue {
    /// Parses one JSON text (RFC 8259), strictly, in time linear in its bytes: UTF-8, no duplicate names, no lone
    /// surrogates, nothing after the value, and no U+0000, which stores and other programs take for an end of text.
    package init(
        json: [UInt8],
        limits: JSONLimits = JSONLimits(),
        names: JSONNameRule = .exact
    ) throws(JSONError) {
        guard json.count <= limits.bytes else { throw .tooLarge(bytes: json.count, limit: limits.bytes) }
        var parser = JSONParser(bytes: json, limits: limits, names: names)
        self = try parser.parseDocument()
    }

    package init(
        json: String,
        limits: JSONLimits = JSONLimits(),
        names: JSONNameRule = .exact
    ) throws(JSONError) {
        try self.init(json: Array(json.utf8), limits: limits, names: names)
    }
}

/// A cursor over the bytes, which only goes forward. Recursion is bounded by the depth limit.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private let names: JSONNameRule
    private var position = 0
    private var depth = 0
    private var values = 0
    private var nameWork = 0

    init(bytes: [UInt8], limits: JSONLimits, names: JSONNameRule) {
        self.bytes = bytes
        self.limits = limits
        self.names = names
    }

    /// Bytes that were read and bytes of names that were compared, for tests that show that the work is linear.
    var work: Int { position + nameWork }

    mutating func parseDocument() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw unexpected }
        return value
    }

    private mutating func parseValue() throws(JSONError) -> JSONValue {
        values += 1
        guard values <= limits.values else { throw .tooManyValues(limit: limits.values) }
        switch peek {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return try parseContainer()
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "t"): return try parseLiteral("true", .boolean(true))
        case UInt8(ascii: "f"): return try parseLiteral("false", .boolean(false))
        case UInt8(ascii: "n"): return try parseLiteral("null", .null)
        default: return .number(try parseNumber())
        }
    }

    private mutating func parseContainer() throws(JSONError) -> JSONValue {
        guard depth < limits.depth else {
            guard limits.excessDepth == .readAsNull else { throw .tooDeep(limit: limits.depth) }
            try skipContainer()
            return .null
        }
        depth += 1
        defer { depth -= 1 }
        return peek == UInt8(ascii: "{") ? .object(try parseObject()) : .array(try parseArray())
    }

    private mutating func parseObject() throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        var known = NameSet(names)
        defer { nameWork += known.work }
        position += 1
        skipSpace()
        if consume("}") { return JSONObject() }
        repeat {
            skipSpace()
            let name = try parseString()
            guard known.insert(name, after: members) else { throw .repeatedName(name) }
            guard members.count < limits.membersPerObject else {
                throw .tooManyMembers(limit: limits.membersPerObject)
            }
            skipSpace()
            guard consume(":") else { throw unexpected }
            skipSpace()
            members.append(JSONObject.Member(name: name, value: try parseValue()))
            skipSpace()
        } while consume(",")
        guard consume("}") else { throw unexpected }
        return JSONObject(unique: members)
    }

    private mutating func parseArray() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        position += 1
        skipSpace()
        if consume("]") { return elements }
        repeat {
            skipSpace()
            elements.append(try parseValue())
            skipSpace()
        } while consume(",")
        guard consume("]") else { throw unexpected }
        return elements
    }

    private mutating func parseString() throws(JSONError) -> String {
        guard peek == UInt8(ascii: "\"") else { throw unexpected }
        var scanner = JSONStringScanner(bytes: bytes, position: position)
        let text = scanner.scan()
        position = scanner.position
        guard let text else { throw position < bytes.count ? .malformedString(at: position) : .endsEarly }
        return text
    }

    private mutating func parseLiteral(_ literal: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let text = literal.description.utf8
        guard bytes[position...].starts(with: text) else { throw unexpected }
        position += text.count
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        while let byte = peek, JSONNumber.isPart(byte) { position += 1 }
        guard position > start else { throw unexpected }
        guard position - start <= JSONNumber.maximumLength,
            let number = JSONNumber(String(decoding: bytes[start..<position], as: UTF8.self))
        else { throw .malformedNumber(at: start) }
        return number
    }
}

extension JSONParser {
    /// Passes over an array or object without recursion; only its strings and brackets are looked at.
    private mutating func skipContainer() throws(JSONError) {
        var open = 0
        repeat {
            switch peek {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            case UInt8(ascii: "\""):
                _ = try parseString()
                continue
            case nil: throw .endsEarly
            default: break
            }
            position += 1
        } while open > 0
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

    private var unexpected: JSONError { position < bytes.count ? .malformed(at: position) : .endsEarly }
}
