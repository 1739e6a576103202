package import AccessModel

/// Reads RFC 8259 text front to back, without building a tree: the caller asks for what it expects next.
///
/// A cursor that is handed the bytes with every call, always the same ones. Strict: UTF-8 is checked, numbers and
/// literals are spelled as the grammar says, nothing may nest deeper than ``depthLimit`` or follow the value, and a
/// lone surrogate is refused. Whether a repeated key is a mistake is for the caller to say.
package struct JSONReader: Sendable {
    /// The types of values, as far as the first byte tells.
    package enum Kind: Hashable, Sendable {
        case object, array, string, number, boolean, null
    }

    package static let depthLimit = 32

    package internal(set) var offset = 0
    private var depth = 0
    /// Whether no member or element of the innermost container has been read.
    private var isFirst = false

    /// Checks that `bytes` are text at all.
    package init(_ bytes: Span<UInt8>) throws(QuestionError) {
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            throw .notUTF8
        }
    }

    /// What comes next; the spaces before it are consumed.
    package mutating func nextKind(_ bytes: Span<UInt8>) throws(QuestionError) -> Kind {
        skipSpace(bytes)
        guard offset < bytes.count else { throw malformed }
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        default: throw malformed
        }
    }

    package mutating func beginObject(_ bytes: Span<UInt8>) throws(QuestionError) {
        try begin(UInt8(ascii: "{"), bytes)
    }

    /// The key of the next member, whose value must be read before the next call; nil after the object's end.
    package mutating func nextKey(_ bytes: Span<UInt8>) throws(QuestionError) -> String? {
        guard try advance(to: UInt8(ascii: "}"), bytes) else { return nil }
        let key = try readString(bytes)
        skipSpace(bytes)
        try expect(UInt8(ascii: ":"), bytes)
        return key
    }

    package mutating func beginArray(_ bytes: Span<UInt8>) throws(QuestionError) {
        try begin(UInt8(ascii: "["), bytes)
    }

    /// Whether there is a next element, which must be read before the next call; false after the array's end.
    package mutating func nextElement(_ bytes: Span<UInt8>) throws(QuestionError) -> Bool {
        try advance(to: UInt8(ascii: "]"), bytes)
    }

    package mutating func readBoolean(_ bytes: Span<UInt8>) throws(QuestionError) -> Bool {
        skipSpace(bytes)
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "t") {
            try expect("true", bytes)
            return true
        }
        try expect("false", bytes)
        return false
    }

    package mutating func readNull(_ bytes: Span<UInt8>) throws(QuestionError) {
        skipSpace(bytes)
        try expect("null", bytes)
    }

    /// The next value if it is a string, a number or a boolean; else it is skipped and nil.
    package mutating func readScalar(_ bytes: Span<UInt8>) throws(QuestionError) -> PropertyValue? {
        switch try nextKind(bytes) {
        case .string:
            return .string(try readString(bytes))
        case .number:
            return PropertyValue(number: bytes.extracting(try scanNumber(bytes)))
        case .boolean:
            return .boolean(try readBoolean(bytes))
        case .null, .array, .object:
            try skipValue(bytes)
            return nil
        }
    }

    /// Checks and drops the next value. Recursion is bounded by ``depthLimit``.
    package mutating func skipValue(_ bytes: Span<UInt8>) throws(QuestionError) {
        switch try nextKind(bytes) {
        case .string: try skipString(bytes)
        case .number: _ = try scanNumber(bytes)
        case .boolean: _ = try readBoolean(bytes)
        case .null: try readNull(bytes)
        case .object:
            try beginObject(bytes)
            while try nextKey(bytes) != nil { try skipValue(bytes) }
        case .array:
            try beginArray(bytes)
            while try nextElement(bytes) { try skipValue(bytes) }
        }
    }

    /// Checks that nothing but space is left.
    package mutating func end(_ bytes: Span<UInt8>) throws(QuestionError) {
        skipSpace(bytes)
        guard offset == bytes.count else { throw malformed }
    }
}

// MARK: - The cursor

extension JSONReader {
    var malformed: QuestionError { .malformedJSON(offset: offset) }

    mutating func skipSpace(_ bytes: Span<UInt8>) {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            offset += 1
        }
    }

    mutating func expect(_ byte: UInt8, _ bytes: Span<UInt8>) throws(QuestionError) {
        guard offset < bytes.count, bytes[offset] == byte else { throw malformed }
        offset += 1
    }

    private mutating func expect(_ word: String, _ bytes: Span<UInt8>) throws(QuestionError) {
        for byte in word.utf8 { try expect(byte, bytes) }
    }

    private mutating func begin(_ bracket: UInt8, _ bytes: Span<UInt8>) throws(QuestionError) {
        skipSpace(bytes)
        try expect(bracket, bytes)
        depth += 1
        if depth > Self.depthLimit { throw .tooDeep }
        isFirst = true
    }

    /// Moves to the next member or element; false at the end of the container.
    private mutating func advance(to bracket: UInt8, _ bytes: Span<UInt8>) throws(QuestionError) -> Bool {
        skipSpace(bytes)
        if offset < bytes.count, bytes[offset] == bracket {
            offset += 1
            depth -= 1
            isFirst = false
            return false
        }
        if !isFirst {
            try expect(UInt8(ascii: ","), bytes)
            skipSpace(bytes)
        }
        isFirst = false
        return true
    }
}
