/// The version of a resource, as `ETag` and `meta.version` carry it (RFC 9110 section 8.8.3).
///
/// Always weak: the text of an answer depends on the question.
package struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// What stands between the quotation marks.
    package let value: String

    package init(version: Int) {
        value = String(version)
    }

    /// Nil for what is no entity tag. Clients may leave `W/` out.
    package init?(_ text: some StringProtocol) {
        let quoted = text.hasPrefix("W/") ? text.dropFirst(2) : text[...]
        guard quoted.count >= 2, quoted.hasPrefix("\""), quoted.hasSuffix("\"") else { return nil }
        let value = quoted.dropFirst().dropLast()
        guard value.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\"") }) else { return nil }
        self.value = String(value)
    }

    package var description: String { #"W/"\#(value)""# }
}
