import AccessModel

/// A test as policy files spell it.
private enum TestKeyword: String, CaseIterable {
    case equals
    case oneOf = "one_of"
    case lessThan = "less_than"
    case atMost = "at_most"
    case greaterThan = "greater_than"
    case atLeast = "at_least"
    case sameAs = "same_as"
}

extension NodeReader {
    /// The conditions under `when` or `unless`: a mapping from properties to tests, or to the value that they equal.
    mutating func conditions(_ key: String, of fields: Fields) -> [Condition] {
        guard fields.has(key) else { return [] }
        // A forgotten condition must not make the permission unconditional.
        guard let node = fields[key], case .mapping(let entries) = node.content, !entries.isEmpty else {
            report("\(key.quoted) must be a mapping from properties to tests", at: fields.place(of: key))
            return []
        }
        var conditions: [Condition] = []
        for entry in entries {
            let property = propertyPath(entry.key)
            let tests = tests(entry.value)
            if key == "unless", tests.count > 1 {
                let sentence = "each test under `unless` forbids by itself, so write one test only"
                report(sentence, at: entry.value.position)
            }
            guard let property else { continue }
            for test in tests { warn(of: test, on: property, under: key, at: entry.key.position) }
            conditions += tests.map { Condition(property: property, test: $0) }
        }
        return conditions
    }

    /// `resource.owner` and the like.
    mutating func propertyPath(_ text: Located<String>) -> PropertyPath? {
        let parts = text.value.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let sources = PropertyPath.Source.allCases.map(\.rawValue)
        guard let first = parts.first, let source = PropertyPath.Source(rawValue: first) else {
            let suggestion = Suggestion.suffix(for: parts.first ?? "", among: sources)
            let sentence = "property \(text.value.quoted) must begin with \(sources.quotedChoice) and a dot"
            report(sentence + suggestion, at: text.position)
            return nil
        }
        guard parts.count == 2, NameRule.word.fault(of: parts[1]) == nil else {
            report("property \(text.value.quoted) needs a name after \((first + ".").quoted)", at: text.position)
            return nil
        }
        return PropertyPath(source, parts[1])
    }

    private mutating func tests(_ node: SourceNode) -> [Condition.Test] {
        if case .scalar = node.content { return propertyValue(node).map { [.equals($0)] } ?? [] }
        let words = TestKeyword.allCases.map(\.rawValue)
        guard case .mapping(let entries) = node.content, !entries.isEmpty else {
            report("a condition must be a value, or a test such as `at_most: 1000`", at: node.position)
            return []
        }
        var tests: [Condition.Test] = []
        for entry in entries {
            guard let keyword = TestKeyword(rawValue: entry.key.value) else {
                let suggestion = Suggestion.suffix(for: entry.key.value, among: words)
                let known = suggestion.isEmpty ? "; the tests are \(words.quotedList)" : suggestion
                report("there is no test \(entry.key.value.quoted)\(known)", at: entry.key.position)
                continue
            }
            if let test = test(keyword, entry) { tests.append(test) }
        }
        return tests
    }

    private mutating func test(_ keyword: TestKeyword, _ entry: SourceNode.Entry) -> Condition.Test? {
        switch keyword {
        case .equals: propertyValue(entry.value).map { .equals($0) }
        case .oneOf: propertyValues(entry).map { .isOneOf($0) }
        case .lessThan: orderedValue(entry).map { .isLess(than: $0) }
        case .atMost: orderedValue(entry).map { .isAtMost($0) }
        case .greaterThan: orderedValue(entry).map { .isGreater(than: $0) }
        case .atLeast: orderedValue(entry).map { .isAtLeast($0) }
        case .sameAs: text(entry.value, "`same_as`", .word).flatMap { propertyPath($0) }.map { .equalsProperty($0) }
        }
    }

    private mutating func propertyValues(_ entry: SourceNode.Entry) -> [PropertyValue]? {
        guard case .sequence(let elements) = entry.value.content, !elements.isEmpty else {
            report("`one_of` must be a list of at least one value", at: entry.value.position)
            return nil
        }
        return elements.compactMap { propertyValue($0) }
    }

    private mutating func orderedValue(_ entry: SourceNode.Entry) -> PropertyValue? {
        guard let value = propertyValue(entry.value) else { return nil }
        if case .boolean = value {
            report("\(entry.key.value.quoted) compares numbers or texts, not booleans", at: entry.value.position)
            return nil
        }
        return value
    }
}
