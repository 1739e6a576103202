package import HTTPTypes

extension HTTPRequest.Method {
    /// Those that a path is asked with: what an endpoint does not answer it refuses in its own words.
    package static let all: [Self] = [.get, .post, .put, .patch, .delete, .head, .options, .trace, .query]
}
