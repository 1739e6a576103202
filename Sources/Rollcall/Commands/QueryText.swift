/// The query of a request to the server.
enum QueryText {
    /// Those of the pairs that have a value, after a question mark; nothing where none has.
    static func query(_ items: [(String, String?)]) -> String {
        let pairs = items.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
