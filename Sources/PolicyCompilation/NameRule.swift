/// What a name of some kind may look like.
struct NameRule: Sendable {
    private let check: @Sendable (String) -> String?

    /// What is wrong with a name, as the end of a sentence about it; nil where nothing is.
    func fault(of text: String) -> String? { check(text) }

    /// A fault of the name's length, or of its form.
    private init(upTo length: Int, _ fault: @escaping @Sendable (String) -> String?) {
        check = { text in
            if text.isEmpty { return "is empty" }
            if text.unicodeScalars.count > length { return "is longer than \(length) characters" }
            if !text.unicodeScalars.allSatisfy(\.isPrintable) { return "has a character that cannot be printed" }
            return fault(text)
        }
    }
}

extension NameRule {
    /// Roles, groups and whatever else people name as they like.
    static let title = NameRule(upTo: 256) { text in
        text.first == " " || text.last == " " ? "begins or ends with a space" : nil
    }

    /// Permissions, actions, resource types and resource ids: one word.
    static let word = NameRule(upTo: 256) { text in
        text.unicodeScalars.contains(where: \.properties.isWhitespace) ? "has a space in it" : nil
    }

    static let apiIdentifier = NameRule(upTo: 600) { text in word.fault(of: text) }

    static let resourceType = NameRule(upTo: 64) { text in
        text == "api" ? "is taken: permissions of an API are declared under `apis`" : word.fault(of: text)
    }

    static let connection = NameRule(upTo: 128) { text in
        let isWellFormed = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
        guard isWellFormed, !text.hasPrefix("-"), !text.hasSuffix("-"), !text.contains("--") else {
            return "must consist of letters and digits, with single hyphens between them"
        }
        return nil
    }

    static let organization = NameRule(upTo: 50) { text in
        if text.hasPrefix("org_") { return "must not start with `org_`" }
        let isEnd = { (byte: UInt8?) in byte.map { $0.isASCIILowercaseOrDigit } ?? false }
        let isWellFormed = text.utf8.allSatisfy {
            $0.isASCIILowercaseOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard isWellFormed, isEnd(text.utf8.first), isEnd(text.utf8.last) else {
            return "must consist of lower-case letters, digits, `-` and `_`, with a letter or digit at both ends"
        }
        return nil
    }

    /// Matching costs time for each `*` and each group that is pushed.
    static let pattern = NameRule(upTo: 256) { text in
        let stars = text.utf8.count { $0 == UInt8(ascii: "*") }
        if stars == 0 { return "has no `*`; name the group by `name` instead" }
        if stars > 8 { return "has more than 8 `*`" }
        return text.contains("**") ? "has two `*` in a row" : nil
    }

    /// Descriptions: several lines are welcome.
    static let prose = NameRule(upTo: 4_096, allowingLines: true)

    /// Values that properties are compared with.
    static let value = NameRule(upTo: 1_024, allowingLines: true)

    private init(upTo length: Int, allowingLines: Bool) {
        check = { text in
            if text.unicodeScalars.count > length { return "is longer than \(length) characters" }
            let isPrintable = text.unicodeScalars.allSatisfy { $0.isPrintable || $0 == "\n" || $0 == "\t" }
            return isPrintable ? nil : "has a character that cannot be printed"
        }
    }
}

extension UInt8 {
    fileprivate var isASCIIAlphanumeric: Bool {
        isASCIILowercaseOrDigit || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }

    fileprivate var isASCIILowercaseOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
