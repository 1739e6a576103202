import AccessModel
import HTTPTypes
import Hummingbird
import NIOCore
import SCIMProtocol

/// The answer to a SCIM request, before it is written.
struct ProvisioningAnswer: Sendable {
    var status: HTTPResponse.Status
    /// JSON; nil for an answer without body.
    var body: [UInt8]?
    var headers: HTTPFields = [:]
    /// The state that the answer speaks of.
    var revision: Revision?
    /// Members that the request named and that were passed over; for the log.
    var skippedMembers = 0

    init(_ status: HTTPResponse.Status, body: [UInt8]? = nil) {
        self.status = status
        self.body = body
    }

    init(_ status: HTTPResponse.Status, _ object: SCIMObject) {
        self.init(status, body: object.json)
    }

    init(_ error: SCIMError) {
        self.init(HTTPResponse.Status(scim: error.status), error.representation)
        switch error.status {
        case 401: headers[.wwwAuthenticate] = #"Bearer realm="scim""#
        // Okta reads whole seconds only.
        case 503: headers[.retryAfter] = "5"
        default: break
        }
    }

    func skipping(_ members: Int) -> Self {
        var copy = self
        copy.skippedMembers = members
        return copy
    }

    /// Carries `<epoch>:<number>` of the state that an answer speaks of.
    private static let revisionHeader = HTTPField.Name("Rollcall-Revision")

    var response: Response {
        var headers = headers
        if let name = Self.revisionHeader { headers[name] = revision?.description }
        guard let body else { return Response(status: status, headers: headers) }
        headers[.contentType] = "application/scim+json"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension HTTPResponse.Status {
    fileprivate init(scim code: Int) {
        // The only one that HTTPTypes has no words for.
        self = code == 507 ? Self(code: 507, reasonPhrase: "Insufficient Storage") : Self(code: code)
    }
}
