import Foundation

/// The query and the path segments of a request, escaped.
enum QueryText {
    /// Those of the pairs that have a value, after a question mark; nothing where none has.
    static func query(_ items: [(String, String?)]) -> String {
        var components = URLComponents()
        components.queryItems = items.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        // A plus stands for itself in RFC 3986 and for a space in forms; escaped, it is read alike by both.
        let text = (components.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        return text.isEmpty ? "" : "?\(text)"
    }

    static func segment(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(.urlPathAllowed)) ?? ""
    }
}
