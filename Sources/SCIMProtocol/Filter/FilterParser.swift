import StrictJSON

extension Filter {
    /// Parses a filter; anything malformed, too long or too deep is `invalidFilter`.
    ///
    /// Beyond the grammar, a value may be an unquoted word, as some providers send it.
    package init(_ text: String) throws(SCIMError) {
        guard text.utf8.count <= FilterLimits.length else {
            throw .invalidFilter("the filter is longer than \(FilterLimits.length) bytes")
        }
        var parser = try FilterParser(text)
        self = try parser.parseFilter()
        try parser.expectEnd()
    }
}

/// Recursive descent with one token of lookahead: `or` over `and` over `not` over single tests.
struct FilterParser {
    private var lexer: FilterLexer
    private(set) var token: FilterLexer.Token?
    private var depth = 0
    private var isInElement = false

    init(_ text: String) throws(SCIMError) {
        lexer = FilterLexer(text)
        token = try lexer.next()
    }

    mutating func parseFilter() throws(SCIMError) -> Filter {
        var filters = [try parseConjunction()]
        while isKeyword("or") {
            try advance()
            filters.append(try parseConjunction())
        }
        return .anyOf(filters)
    }

    mutating func expectEnd() throws(SCIMError) {
        guard token == nil else { throw unexpected("the end") }
    }

    private mutating func parseConjunction() throws(SCIMError) -> Filter {
        var filters = [try parseTerm()]
        while isKeyword("and") {
            try advance()
            filters.append(try parseTerm())
        }
        return .allOf(filters)
    }

    private mutating func parseTerm() throws(SCIMError) -> Filter {
        if token == .open { return try parseNested(until: .close) }
        guard isKeyword("not") else { return try parseTest() }
        try advance()
        // Without a parenthesis it is the name of an attribute.
        return token == .open ? .not(try parseNested(until: .close)) : try parseTest(after: AttributePath("not"))
    }

    /// Parses what the bracket at the present token encloses, and takes the closing one.
    private mutating func parseNested(until close: FilterLexer.Token) throws(SCIMError) -> Filter {
        depth += 1
        guard depth <= FilterLimits.depth else {
            throw .invalidFilter("the filter is nested more than \(FilterLimits.depth) levels deep")
        }
        try advance()
        let filter = try parseFilter()
        guard token == close else { throw unexpected(close == .close ? "`)`" : "`]`") }
        try advance()
        depth -= 1
        return filter
    }

    private mutating func parseTest() throws(SCIMError) -> Filter {
        guard case .word(let name) = token else { throw unexpected("an attribute name") }
        guard let path = AttributePath(name) else {
            throw .invalidFilter("\(name.quoted) is not an attribute name")
        }
        try advance()
        return try parseTest(after: path)
    }

    private mutating func parseTest(after path: AttributePath) throws(SCIMError) -> Filter {
        token == .openBracket ? try parseElementTest(path) : try parseTest(of: path)
    }

    private mutating func parseTest(of path: AttributePath) throws(SCIMError) -> Filter {
        guard case .word(let word) = token else { throw unexpected("an operator") }
        let keyword = word.lowercased()
        try advance()
        if keyword == "pr" { return .present(path) }
        guard let comparison = ComparisonOperator(rawValue: keyword) else {
            throw .invalidFilter("\(word.quoted) is not an operator")
        }
        return .comparison(path, comparison, try parseValue())
    }

    private mutating func parseElementTest(_ path: AttributePath) throws(SCIMError) -> Filter {
        var filter = try parseElementFilter()
        guard case .word(let word) = token, word.hasPrefix(".") else { return .element(path, filter) }
        guard let name = AttributePath(word.dropFirst()), name.schema == nil, name.subAttribute == nil else {
            throw .invalidFilter("\(word.quoted) is not a sub-attribute")
        }
        try advance()
        filter = .allOf([filter, try parseTest(of: name)])
        return .element(path, filter)
    }

    /// Parses `[…]`, in which no other `[` may stand.
    mutating func parseElementFilter() throws(SCIMError) -> Filter {
        guard !isInElement else { throw .invalidFilter("the filter has brackets within brackets") }
        isInElement = true
        let filter = try parseNested(until: .closeBracket)
        isInElement = false
        return filter
    }

    private mutating func parseValue() throws(SCIMError) -> FilterValue {
        let value: FilterValue
        switch token {
        case .string(let text): value = .string(text)
        case .word(let word):
            guard !word.beginsWithQuotationMark else {
                throw .invalidFilter("\(word.quoted) is not a value: strings stand in double quotation marks")
            }
            value = FilterValue(word: word)
        case .open, .close, .openBracket, .closeBracket, nil: throw unexpected("a value")
        }
        try advance()
        return value
    }

    mutating func advance() throws(SCIMError) {
        token = try lexer.next()
    }

    private func isKeyword(_ keyword: String) -> Bool {
        guard case .word(let word) = token else { return false }
        return word.isSameName(as: keyword)
    }

    private func unexpected(_ expected: String) -> SCIMError {
        .invalidFilter("the filter should have \(expected) where it has \(token?.description ?? "ended")")
    }
}

extension Filter {
    /// One filter for several that must all hold, flattened.
    static func allOf(_ filters: [Filter]) -> Filter {
        let flat = filters.flatMap { filter in
            if case .and(let inner) = filter { inner } else { [filter] }
        }
        return flat.count == 1 ? flat[0] : .and(flat)
    }

    /// One filter for several of which one must hold, flattened.
    static func anyOf(_ filters: [Filter]) -> Filter {
        let flat = filters.flatMap { filter in
            if case .or(let inner) = filter { inner } else { [filter] }
        }
        return flat.count == 1 ? flat[0] : .or(flat)
    }
}

extension String {
    /// Whether the text looks quoted, but not as the grammar quotes. Taken for an unquoted value it would match nothing.
    fileprivate var beginsWithQuotationMark: Bool {
        guard let first = unicodeScalars.first else { return false }
        return switch first {
        case "'", "`", "\u{b4}", "\u{2033}", "\u{ff02}", "\u{ff07}": true
        default: [.initialPunctuation, .finalPunctuation, .openPunctuation].contains(first.properties.generalCategory)
        }
    }
}

extension FilterValue {
    /// An unquoted value: a JSON literal in any case, a JSON number, or else text.
    fileprivate init(word: String) {
        switch word.lowercased() {
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        case "null": self = .null
        default: self = JSONNumber.isNumber(word) ? .number(word) : .string(word)
        }
    }
}

extension FilterLexer.Token: CustomStringConvertible {
    var description: String {
        switch self {
        case .open: "`(`"
        case .close: "`)`"
        case .openBracket: "`[`"
        case .closeBracket: "`]`"
        case .word(let text), .string(let text): text.quoted
        }
    }
}
