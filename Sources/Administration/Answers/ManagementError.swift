import Foundation
package import HTTPTypes
package import Hummingbird

/// A refusal of the management API, in the body that its clients know: `statusCode`, `error`, `message` and perhaps an
/// `errorCode`.
package struct ManagementError: HTTPResponseError {
    package var status: HTTPResponse.Status
    /// One sentence for the administrator.
    package var message: String
    package var errorCode: String?
    package var headers: HTTPFields

    package init(
        _ status: HTTPResponse.Status,
        _ message: String,
        errorCode: String? = nil,
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.message = message
        self.errorCode = errorCode
        self.headers = headers
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = Body(statusCode: status.code, error: status.reasonPhrase, message: message, errorCode: errorCode)
        var response = try Response.json(body, status: status, keys: .useDefaultKeys)
        response.headers.append(contentsOf: headers)
        return response
    }

    private struct Body: Encodable {
        var statusCode: Int
        var error: String
        var message: String
        var errorCode: String?
    }
}

extension ManagementError {
    static let unknownConnection = Self(.notFound, "The connection does not exist", errorCode: "inexistent_connection")
    static let unknownUser = Self(.notFound, "The user does not exist.", errorCode: "inexistent_user")
    static let unknownGroup = Self(.notFound, "Group not found.", errorCode: "inexistent_group")
    static let unknownMember = Self(.notFound, "There is no user or group of this id.", errorCode: "inexistent_member")
    static let unknownRole = Self(.notFound, "Role not found.", errorCode: "inexistent_role")
    static let unknownOrganization = Self(
        .notFound,
        "Organization not found.",
        errorCode: "inexistent_organization"
    )
    static let invalidCursor = Self.invalidQuery("'Not a cursor of this list' on property from")

    /// - Parameter sentence: what is wrong in quotes, and on which property.
    static func invalidBody(_ sentence: String) -> Self {
        Self(.badRequest, "Payload validation error: \(sentence)", errorCode: "invalid_body")
    }

    static func invalidQuery(_ sentence: String) -> Self {
        Self(.badRequest, "Query validation error: \(sentence)", errorCode: "invalid_query_string")
    }
}
