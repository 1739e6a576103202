package import AccessModel

extension Suggestion {
    /// `` ; did you mean `name`? `` or nothing, to end a message with.
    package static func suffix(for word: String, among candidates: some Collection<String>) -> String {
        closest(to: word, among: candidates).map { "; did you mean \($0.quoted)?" } ?? ""
    }
}
