import Foundation

/// Text as forms and queries write it (`application/x-www-form-urlencoded`).
enum FormText {
    /// Names with their values, decoded, in their order; nil where the encoding is malformed.
    static func pairs(_ text: String) -> [(name: String, value: String)]? {
        var pairs = [(name: String, value: String)]()
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(parts[0]), let value = decode(parts.count == 2 ? parts[1] : "") else { return nil }
            pairs.append((name, value))
        }
        return pairs
    }

    static func decode(_ text: Substring) -> String? {
        String(text.map { $0 == "+" ? " " : $0 }).removingPercentEncoding
    }
}
