package import NIOCore

/// A complete request, reduced to what the socket's answers depend on.
package struct HTTPRequest: Hashable, Sendable {
    package enum Method: Hashable, Sendable {
        case get, head, post
        /// Well-formed, and nothing that any path takes.
        case other
    }

    package enum ContentType: Hashable, Sendable {
        case absent, json, other
    }

    package var method: Method
    /// As sent, percent-encoded, from the first `/` to the `?`.
    package var path: String
    /// As sent, what follows the `?`.
    package var query: String?
    /// Whether the peer may send another request on the connection.
    package var keepsAlive: Bool
    package var contentType: ContentType = .absent
    /// Whether `Accept` names `application/jwt`.
    package var acceptsJWT = false
    package var requestID: String?
    /// `Rollcall-Min-Revision`, unparsed.
    package var minimumRevision: String?
    /// Seconds of `Prefer: wait=N`.
    package var wait: Int?
    package var body = ByteBuffer()

    package init(method: Method, path: String, query: String? = nil, keepsAlive: Bool = true) {
        self.method = method
        self.path = path
        self.query = query
        self.keepsAlive = keepsAlive
    }
}
