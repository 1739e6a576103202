/// A node of a policy file's tree, with its place. Free of anchors, tags and duplicate keys.
struct SourceNode: Sendable {
    enum Content: Sendable {
        case null
        case scalar(Scalar)
        case sequence([SourceNode])
        case mapping([Entry])
    }

    struct Scalar: Sendable {
        var text: String
        /// Quoted and block texts are always strings; plain ones may be numbers or booleans.
        var isPlain: Bool
    }

    struct Entry: Sendable {
        var key: Located<String>
        var value: SourceNode
    }

    var position: SourcePosition
    var content: Content

    /// What the node is, for messages.
    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar(let scalar): scalar.isPlain && scalar.isNumberOrBoolean ? scalar.text.quoted : "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension SourceNode.Scalar {
    /// The core schema of YAML 1.2 for booleans and JSON's grammar for numbers, so that `no` and `0x1F` never surprise.
    var boolean: Bool? {
        guard isPlain else { return nil }
        return text == "true" ? true : text == "false" ? false : nil
    }

    var isNumber: Bool { isPlain && text.isJSONNumber }

    var isNumberOrBoolean: Bool { boolean != nil || isNumber }
}

extension String {
    /// RFC 8259, section 6.
    package var isJSONNumber: Bool {
        var rest = utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let integer = rest.takeDigits(), integer == 1 || !hasLeadingZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard rest.takeDigits() != nil else { return false }
        }
        if let letter = rest.first, letter | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard rest.takeDigits() != nil else { return false }
        }
        return rest.isEmpty
    }

    private var hasLeadingZero: Bool { hasPrefix("0") || hasPrefix("-0") }
}

extension Substring.UTF8View {
    /// Removes the digits in front; nil where there are none.
    fileprivate mutating func takeDigits() -> Int? {
        let digits = prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
        self = dropFirst(digits)
        return digits == 0 ? nil : digits
    }
}
