/// One answer, before it is put into HTTP.
package struct Answer: Sendable {
    package enum ContentType: String, Hashable, Sendable {
        case json = "application/json"
        case jwt = "application/jwt"
        case keySet = "application/jwk-set+json"
        case prometheus = "text/plain; version=0.0.4; charset=utf-8"
    }

    package var status: HTTPStatus
    package var contentType: ContentType
    package var body: [UInt8]
    package var basis: AnswerBasis
    /// The methods that the path takes; for 405.
    package var allow: String?
    /// What of the question was passed over although it was probably meant; one ASCII sentence.
    package var warning: String?
    /// Seconds for which the answer may be kept.
    package var maximumAge: Int?

    package init(
        _ status: HTTPStatus = .ok,
        contentType: ContentType = .json,
        body: [UInt8],
        basis: AnswerBasis,
        allow: String? = nil,
        warning: String? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.basis = basis
        self.allow = allow
        self.warning = warning
    }

    /// An error: one plain sentence as a JSON string, as AuthZEN wants it.
    package init(_ status: HTTPStatus, message: String, basis: AnswerBasis, allow: String? = nil) {
        var writer = JSONWriter()
        writer.string(message)
        self.init(status, body: writer.bytes, basis: basis, allow: allow)
    }
}
