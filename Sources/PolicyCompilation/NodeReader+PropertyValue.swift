import AccessModel

extension NodeReader {
    /// A string, number or boolean. What people may take for one of another type is refused rather than guessed.
    mutating func propertyValue(_ node: SourceNode) -> PropertyValue? {
        guard case .scalar(let scalar) = node.content else {
            report("a value must be a text, a number or a boolean, not \(node.kind)", at: node.position)
            return nil
        }
        if let boolean = scalar.boolean { return .boolean(boolean) }
        if scalar.isNumber { return number(scalar.text, at: node.position) }
        if scalar.isPlain, let meaning = scalar.text.doubtfulMeaning {
            report("\(scalar.text.quoted) is not \(meaning); quote it if it is a text", at: node.position)
            return nil
        }
        return NameRule.value.fault(of: scalar.text).map { fault in
            report("the value \(fault)", at: node.position)
            return nil
        } ?? .string(scalar.text)
    }

    private mutating func number(_ text: String, at position: SourcePosition) -> PropertyValue? {
        guard let number = DecimalNumber(json: text) else {
            let limit = "a number has at most \(DecimalNumber.digitLimit) significant digits"
            report("\(text.quoted) cannot be compared exactly: \(limit)", at: position)
            return nil
        }
        return .number(number)
    }
}

extension String {
    /// What YAML's older rules, or other languages, make of a plain text that is a string here.
    fileprivate var doubtfulMeaning: String? {
        let lowercase = lowercased()
        if ["yes", "no", "on", "off", "true", "false"].contains(lowercase) { return "`true` or `false`" }
        if lowercase.hasPrefix("0x") || lowercase.hasPrefix("0o") { return Self.numberMeaning }
        let digits = utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let isNumeric = digits.allSatisfy { "0123456789_.,eE".utf8.contains($0) }
        let hasDigit = digits.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let isSpecial = [".inf", "-.inf", "+.inf", ".nan"].contains(lowercase)
        return (isNumeric && hasDigit) || isSpecial ? Self.numberMeaning : nil
    }

    private static let numberMeaning = "a number as JSON spells it"
}
