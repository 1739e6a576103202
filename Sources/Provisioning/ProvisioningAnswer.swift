import AccessModel
import DirectoryStorage
import HTTPTypes
import Hummingbird
import NIOCore
import SCIMProtocol

/// The answer to a SCIM request, before it is written.
struct ProvisioningAnswer: Sendable {
    var status: HTTPResponse.Status
    /// JSON; nil for an answer without body.
    var body: [UInt8]?
    /// What follows the body.
    var rest: (any LongContent)?
    var headers: HTTPFields = [:]
    /// The state that the answer speaks of.
    var revision: Revision?
    /// The one resource that the answer is about, as headers and bulk results name it.
    var resource: Resource?
    /// Why the request was refused.
    private(set) var failure: SCIMError?
    /// Members that the request named and that were passed over; for the log.
    var skippedMembers = 0

    struct Resource: Sendable {
        var id: String
        var tag: EntityTag
        var location: String
    }

    init(_ status: HTTPResponse.Status, body: [UInt8]? = nil) {
        self.status = status
        self.body = body
    }

    init(_ status: HTTPResponse.Status, _ object: SCIMObject) {
        self.init(status, body: object.json)
    }

    init(_ error: SCIMError) {
        self.init(HTTPResponse.Status(scim: error.status), error.representation)
        failure = error
        switch error.status {
        case 401: headers[.wwwAuthenticate] = #"Bearer realm="scim""#
        // Okta reads whole seconds only.
        case 429, 503: headers[.retryAfter] = "5"
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

    func response(reading store: any DirectoryStore) -> Response {
        var headers = headers
        if let name = Self.revisionHeader { headers[name] = revision?.description }
        headers[.eTag] = resource?.tag.description
        if status == .created { headers[.location] = resource?.location }
        guard let body else { return Response(status: status, headers: headers) }
        headers[.contentType] = "application/scim+json"
        let start = ByteBuffer(bytes: body)
        guard let rest else { return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: start)) }
        let whole = ResponseBody { writer in
            try await writer.write(start)
            try await rest.write(to: &writer, reading: store)
            try await writer.finish(nil)
        }
        return Response(status: status, headers: headers, body: whole)
    }
}

extension HTTPResponse.Status {
    fileprivate init(scim code: Int) {
        // The only one that HTTPTypes has no words for.
        self = code == 507 ? Self(code: 507, reasonPhrase: "Insufficient Storage") : Self(code: code)
    }
}
