/// The written name of an attribute: `userName`, `name.givenName`, or either after a schema URN and a colon.
package struct AttributePath: Sendable, CustomStringConvertible {
    package var schema: String?
    package var name: String
    package var subAttribute: String?

    package init(schema: String? = nil, _ name: String, subAttribute: String? = nil) {
        self.schema = schema
        self.name = name
        self.subAttribute = subAttribute
    }

    /// Nil where the text is no attribute name. The last colon ends the URN, so that the dot in its version does not
    /// begin a sub-attribute.
    package init?(_ text: some StringProtocol) {
        let text = Substring(text)
        let colon = text.utf8.lastIndex(of: UInt8(ascii: ":"))
        let local = text[(colon.map { text.utf8.index(after: $0) } ?? text.startIndex)...]
        let dot = local.utf8.firstIndex(of: UInt8(ascii: "."))
        let name = local[..<(dot ?? local.endIndex)]
        guard name.isAttributeName else { return nil }
        self.init(String(name))
        if let dot {
            let sub = local[local.utf8.index(after: dot)...]
            guard sub.isAttributeName else { return nil }
            subAttribute = String(sub)
        }
        if let colon {
            guard text[..<colon].isSchemaURN else { return nil }
            schema = String(text[..<colon])
        }
    }

    package var description: String {
        (schema.map { $0 + ":" } ?? "") + name + (subAttribute.map { "." + $0 } ?? "")
    }
}

extension AttributePath: Equatable {
    /// Names compare without regard to case.
    package static func == (left: Self, right: Self) -> Bool {
        left.description.isSameName(as: right.description)
    }
}

extension StringProtocol {
    /// A letter, then letters, digits, `-` and `_`; or the same after `$`, as in `$ref`.
    var isAttributeName: Bool {
        let letters = utf8.first == UInt8(ascii: "$") ? utf8.dropFirst() : utf8[...]
        guard let first = letters.first, first.isASCIILetter else { return false }
        return letters.allSatisfy { byte in
            byte.isASCIILetter || 0x30...0x39 ~= byte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
    }

    /// Starts with a letter and holds nothing that ends a name in a filter.
    var isSchemaURN: Bool {
        guard utf8.first?.isASCIILetter == true else { return false }
        return utf8.allSatisfy(\.isURNByte)
    }
}

extension UInt8 {
    fileprivate var isURNByte: Bool {
        switch self {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""),
            UInt8(ascii: "\\"), UInt8(ascii: ","):
            false
        default: 0x21...0x7e ~= self
        }
    }

    fileprivate var isASCIILetter: Bool { 0x61...0x7a ~= asciiLowercased }
}
