import AccessModel

/// Who makes a commit, when, and in which request.
struct Authorship: Sendable {
    var author: Author
    var instant: Timestamp
    var request: RequestID?
}
