/// The `name=value` pairs of a query, percent-decoded. `+` is a plus, as in RFC 3986: ids may contain it.
package struct QueryParameters: Sendable {
    private var pairs = [(name: String, value: String)]()

    package init(_ query: String) throws(QuestionError) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count == 2 ? try Self.decode(halves[1]) : ""
            pairs.append((try Self.decode(halves[0]), value))
        }
    }

    /// In their order.
    var names: [String] { pairs.map(\.name) }

    /// Whether the name is there at all.
    package func contains(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// The value of `name`, nil where it is not there; it may come once and must not be empty.
    package func text(_ name: String) throws(QuestionError) -> String? {
        let values = pairs.filter { $0.name == name }
        guard values.count < 2 else { throw .repeated(name) }
        guard let value = values.first?.value else { return nil }
        guard !value.isEmpty else { throw .empty(name) }
        return value
    }

    private static func decode(_ text: Substring.UTF8View) throws(QuestionError) -> String {
        var bytes = [UInt8]()
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalDigit, let low = rest.popFirst()?.hexadecimalDigit else {
                throw .malformedPercentEncoding
            }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .malformedPercentEncoding }
        return decoded
    }
}
