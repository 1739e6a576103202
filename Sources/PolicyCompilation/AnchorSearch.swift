/// Finds what YAML might take for an anchor, `&name`, before the YAML library sees the text.
///
/// That library compares mapping keys by their whole content, so that aliases of aliases of aliases would keep it busy
/// for as long as an attacker likes. Without an anchor no alias has a meaning. The search errs to one side: it may
/// find an `&` inside a quoted text or a comment, and it misses no anchor.
struct AnchorSearch {
    private var line = 1
    private var column = 1
    private var previous: Unicode.Scalar = "\n"
    private var isLineBlankSoFar = true
    private var isCommentLine = false

    static func firstAnchor(in text: String) -> (line: Int, column: Int)? {
        var search = AnchorSearch()
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            if search.isAnchor(scalar, before: next) { return (search.line, search.column) }
            search.advance(over: scalar, before: next)
        }
        return nil
    }

    private func isAnchor(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
        scalar == "&" && !isCommentLine && previous.mayPrecedeToken && next?.mayBeginAnchorName == true
    }

    private mutating func advance(over scalar: Unicode.Scalar, before next: Unicode.Scalar?) {
        previous = scalar
        if scalar.isLineBreak {
            // A carriage return and its line feed are one break.
            if scalar == "\r", next == "\n" { return }
            line += 1
            column = 1
            isLineBlankSoFar = true
            isCommentLine = false
            return
        }
        column += 1
        if scalar == "#", isLineBlankSoFar { isCommentLine = true }
        // What looks like a comment may be the rest of a quoted text, which a quote ends.
        if scalar == "\"" || scalar == "'" { isCommentLine = false }
        if scalar != " ", scalar != "\t" { isLineBlankSoFar = false }
    }
}

extension Unicode.Scalar {
    /// As YAML 1.1 has it.
    fileprivate var isLineBreak: Bool {
        switch self {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    /// Whether a YAML token may begin right after this character. Quotes are left out: what follows a closing quote
    /// without a separator is a syntax error.
    fileprivate var mayPrecedeToken: Bool {
        switch self {
        case " ", "\t", "\u{FEFF}", "[", "]", "{", "}", ",", ":", "?", "-": true
        default: isLineBreak
        }
    }

    fileprivate var mayBeginAnchorName: Bool {
        isASCII && (properties.isAlphabetic || ("0"..."9").contains(self) || self == "_" || self == "-")
    }
}
