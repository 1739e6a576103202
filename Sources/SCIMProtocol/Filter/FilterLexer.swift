import StrictJSON

/// Cuts a filter or a PATCH path into tokens.
struct FilterLexer {
    enum Token: Equatable {
        case open, close, openBracket, closeBracket
        /// A name, an operator, a number, a literal or an unquoted value: anything up to a space or a bracket.
        case word(String)
        case string(String)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Nil at the end of the text.
    mutating func next() throws(SCIMError) -> Token? {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "("): return punctuation(.open)
        case UInt8(ascii: ")"): return punctuation(.close)
        case UInt8(ascii: "["): return punctuation(.openBracket)
        case UInt8(ascii: "]"): return punctuation(.closeBracket)
        default: return try word()
        }
    }

    private mutating func punctuation(_ token: Token) -> Token {
        position += 1
        return token
    }

    private mutating func string() throws(SCIMError) -> Token {
        var scanner = JSONStringScanner(bytes: bytes, position: position)
        guard let text = scanner.scan() else {
            throw .invalidFilter("the filter has a malformed string at byte \(position)")
        }
        position = scanner.position
        return .string(text)
    }

    private mutating func word() throws(SCIMError) -> Token {
        let start = position
        while position < bytes.count, !Self.endsWord(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard !text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") }) else {
            throw .invalidFilter("the filter has a stray character in \(text.quoted)")
        }
        return .word(text)
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): true
        default: false
        }
    }
}
