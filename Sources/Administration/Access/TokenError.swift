import AccessModel
import Foundation
import HTTPTypes
import Hummingbird
import RequestAdmission

/// A refusal of the token endpoint, in OAuth's form (RFC 6749 section 5.2).
struct TokenError: HTTPResponseError {
    var status: HTTPResponse.Status
    /// One of OAuth's codes, where it has one.
    var code: String
    /// One sentence for the client's developer.
    var sentence: String
    var headers: HTTPFields = [:]

    static func invalidRequest(_ sentence: String, status: HTTPResponse.Status = .badRequest) -> Self {
        Self(status: status, code: "invalid_request", sentence: sentence)
    }

    /// The same for a client that does not exist and for a secret that is wrong.
    static let invalidClient = Self(
        status: .unauthorized,
        code: "invalid_client",
        sentence: "The client or its secret is not known.",
        headers: [.wwwAuthenticate: #"Basic realm="rollcall""#]
    )

    static let unsupportedGrantType = Self(
        status: .badRequest,
        code: "unsupported_grant_type",
        sentence: "The grant type must be client_credentials."
    )

    static func unknownAudience(_ audience: String) -> Self {
        Self(status: .forbidden, code: "access_denied", sentence: "There is no API with the audience \(audience).")
    }

    static func invalidScope(_ scopes: Set<String>) -> Self {
        Self(
            status: .badRequest,
            code: "invalid_scope",
            sentence: "The client does not have these scopes: \(scopes.scopeList)."
        )
    }

    static func tooManyRequests(_ exceeded: RateExceeded, at now: Timestamp) -> Self {
        var headers = HTTPFields()
        exceeded.write(to: &headers, at: now)
        return Self(
            status: .tooManyRequests,
            code: "too_many_requests",
            sentence: "Too many requests; try again in \(exceeded.seconds) seconds.",
            headers: headers
        )
    }

    static let unavailable = Self(
        status: .serviceUnavailable,
        code: "temporarily_unavailable",
        sentence: "No token can be had now; try again."
    )

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response = try Response.json(Body(error: code, errorDescription: sentence), status: status)
        response.headers.append(contentsOf: headers)
        response.headers.forbidCaching()
        return response
    }

    private struct Body: Encodable {
        var error: String
        var errorDescription: String
    }
}
