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

    package init(_ status: HTTPResponse.Status, _ message: String, errorCode: String? = nil) {
        self.status = status
        self.message = message
        self.errorCode = errorCode
    }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        let body = Body(statusCode: status.code, error: status.reasonPhrase, message: message, errorCode: errorCode)
        return try .json(body, status: status, keys: .useDefaultKeys)
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

    /// - Parameter property: the first property that does not fit.
    static func invalidBody(_ sentence: String) -> Self {
        Self(.badRequest, "Payload validation error: \(sentence)", errorCode: "invalid_body")
    }
}
