import AccessModel

/// The right-hand side of a comparison in the type of the attribute it is compared with.
enum FilterOperand: Equatable, Sendable {
    case boolean(Bool)
    case integer(Int64)
    case number(DecimalNumber)
    case dateTime(DateTime)
    /// Byte for byte.
    case exactText(String)
    /// Folded, and compared with folded values.
    case foldedText(String)

    /// Fails with `invalidFilter` where the operator or the value does not suit the attribute.
    init(_ value: FilterValue, _ comparison: ComparisonOperator, _ attribute: AttributeDefinition) throws(SCIMError) {
        let isSuited: Bool
        switch attribute.type {
        case .boolean: isSuited = !comparison.isOrdering && !comparison.isSubstring
        case .binary: isSuited = !comparison.isOrdering
        case .integer, .decimal: isSuited = !comparison.isSubstring
        case .string, .reference, .dateTime, .complex: isSuited = true
        }
        guard isSuited else {
            throw .invalidFilter("`\(comparison.rawValue)` cannot compare `\(attribute.name)`")
        }
        guard let operand = Self.make(value, comparison, attribute) else {
            throw .invalidFilter("`\(attribute.name)` cannot be compared with \(value.description.quoted)")
        }
        self = operand
    }

    private static func make(
        _ value: FilterValue,
        _ comparison: ComparisonOperator,
        _ attribute: AttributeDefinition
    ) -> Self? {
        guard let text = value.text else { return nil }
        switch attribute.type {
        case .boolean: return Bool(text.lowercased()).map { .boolean($0) }
        case .integer where Int64(text) != nil: return Int64(text).map { .integer($0) }
        case .integer, .decimal: return DecimalNumber(json: text).map { .number($0) }
        case .dateTime where !comparison.isSubstring: return DateTime(text).map { .dateTime($0) }
        case .string, .reference, .binary, .dateTime, .complex:
            return attribute.isCaseExact ? .exactText(text) : .foldedText(text.caseFolded)
        }
    }

    func holds(_ comparison: ComparisonOperator, for value: SCIMValue, isFolded: Bool = false) -> Bool {
        switch (self, value) {
        case (.boolean(let operand), .boolean(let flag)): comparison.holds(flag == operand)
        case (.integer(let operand), .integer(let number)): comparison.holds(number, operand)
        case (.number(let operand), .integer(let number)): comparison.holds(DecimalNumber(significand: number), operand)
        case (.number(let operand), .decimal(let number)): number.exact.map { comparison.holds($0, operand) } ?? false
        case (.dateTime(let operand), .string(let text)):
            DateTime(text).map { comparison.holds($0, operand) } ?? false
        case (.exactText(let operand), .string(let text)): comparison.holds(text.utf8, operand.utf8)
        case (.foldedText(let operand), .string(let text)):
            comparison.holds((isFolded ? text : text.caseFolded).utf8, operand.utf8)
        case (.boolean, _), (.integer, _), (.number, _), (.dateTime, _), (.exactText, _), (.foldedText, _): false
        }
    }
}

extension ComparisonOperator {
    fileprivate func holds(_ areEqual: Bool) -> Bool {
        self == .ne ? !areEqual : areEqual
    }

    fileprivate func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .eq: left == right
        case .ne: left != right
        case .gt: left > right
        case .ge: left >= right
        case .lt: left < right
        case .le: left <= right
        case .co, .sw, .ew: false
        }
    }

    fileprivate func holds(_ left: String.UTF8View, _ right: String.UTF8View) -> Bool {
        switch self {
        case .eq: left.elementsEqual(right)
        case .ne: !left.elementsEqual(right)
        case .co: left.contains(right)
        case .sw: left.starts(with: right)
        case .ew: left.reversed().starts(with: right.reversed())
        case .gt: right.lexicographicallyPrecedes(left)
        case .ge: !left.lexicographicallyPrecedes(right)
        case .lt: left.lexicographicallyPrecedes(right)
        case .le: !right.lexicographicallyPrecedes(left)
        }
    }
}

extension String.UTF8View {
    /// In time linear in both texts, whatever they repeat (Knuth, Morris and Pratt).
    fileprivate func contains(_ part: Self) -> Bool {
        let part = Array(part)
        guard part.count <= count else { return false }
        guard !part.isEmpty else { return true }
        let borders = Self.borders(of: part)
        var matched = 0
        for byte in self {
            while matched > 0, part[matched] != byte { matched = borders[matched - 1] }
            if part[matched] == byte { matched += 1 }
            if matched == part.count { return true }
        }
        return false
    }

    /// For each beginning of the text the length of the longest shorter beginning that it also ends with.
    private static func borders(of text: [UInt8]) -> [Int] {
        var borders = [0]
        borders.reserveCapacity(text.count)
        var length = 0
        for byte in text.dropFirst() {
            while length > 0, text[length] != byte { length = borders[length - 1] }
            if text[length] == byte { length += 1 }
            borders.append(length)
        }
        return borders
    }
}
