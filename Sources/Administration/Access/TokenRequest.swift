import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import RequestAdmission
import StrictJSON

/// A request for an access token by client credentials (RFC 6749 section 4.4.2), nothing of it believed yet.
struct TokenRequest: Sendable {
    /// In bytes: all scopes that there are, and credentials, several times over. Whoever sends it may be anybody.
    private static let maximumBodySize = 8 << 10
    private static let limits = JSONLimits(bytes: maximumBodySize, depth: 4, membersPerObject: 32, values: 64)

    var clientID: String
    var secret: String
    /// Those asked for; nil is all that the client has.
    var scopes: Set<String>?
    var audience: String?

    /// Reads a form or a JSON object, and the client's credentials from it or from the header.
    init(_ request: Request) async throws {
        guard request.headers.isBodyPlain else {
            throw TokenError.invalidRequest(
                "The body is sent as it is, without a Content-Encoding.",
                status: .unsupportedMediaType
            )
        }
        let body: Data
        do throws(RequestBodyError) {
            body = try await Data(request.wholeBody(upTo: Self.maximumBodySize).readableBytesView)
        } catch .tooLarge(let limit) {
            throw TokenError.invalidRequest("The body is larger than \(limit) bytes.", status: .contentTooLarge)
        } catch {
            throw TokenError.invalidRequest("The body ended before it was complete.")
        }
        let parameters =
            switch request.headers[.contentType]?.prefix(while: { $0 != ";" && $0 != " " }).lowercased() {
            case "application/x-www-form-urlencoded": try Self.parameters(form: body)
            case "application/json": try Self.parameters(json: body)
            default: throw TokenError.invalidRequest("The body must be a form or JSON.")
            }
        try self.init(parameters, request.headers[.authorization])
    }

    private init(_ parameters: [String: String], _ authorization: String?) throws(TokenError) {
        guard let grantType = parameters["grant_type"] else { throw .invalidRequest("The grant type is missing.") }
        guard grantType == "client_credentials" else { throw .unsupportedGrantType }
        (clientID, secret) = try Self.credentials(parameters, authorization)
        scopes = parameters["scope"].map { Set(scopeList: $0) }
        audience = parameters["audience"]
    }

    /// A client shows itself one way; two are one too many (RFC 6749 section 2.3).
    private static func credentials(
        _ parameters: [String: String],
        _ authorization: String?
    ) throws(TokenError) -> (clientID: String, secret: String) {
        guard let authorization else {
            guard let id = parameters["client_id"], let secret = parameters["client_secret"] else {
                throw .invalidClient
            }
            return (id, secret)
        }
        guard let header = AuthorizationHeader(authorization), header.scheme == .basic,
            let text = Data(base64Encoded: header.credentials).flatMap({ String(bytes: $0, encoding: .utf8) }),
            let colon = text.firstIndex(of: ":"),
            let id = FormText.decode(text[..<colon]),
            let secret = FormText.decode(text[text.index(after: colon)...])
        else { throw .invalidClient }
        guard parameters["client_secret"] == nil, parameters["client_id"] ?? id == id else {
            throw .invalidRequest("The client shows itself in two ways.")
        }
        return (id, secret)
    }

    /// A parameter without a value is one that is not there; one that is there twice is refused (RFC 6749 section 3.2).
    private static func parameters(form body: Data) throws(TokenError) -> [String: String] {
        guard let text = String(bytes: body, encoding: .utf8), let pairs = FormText.pairs(text) else {
            throw .invalidRequest("The form is malformed.")
        }
        var parameters = [String: String]()
        for (name, value) in pairs where !value.isEmpty {
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw .invalidRequest("A parameter is given twice.")
            }
        }
        return parameters
    }

    /// Members that are no texts are not there: the vendor's SDK sends `null` for what it does not use.
    private static func parameters(json body: Data) throws(TokenError) -> [String: String] {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(json: [UInt8](body), limits: limits)
        } catch {
            throw .invalidRequest("The body is no JSON object: \(error).")
        }
        guard let members = value.object?.members else { throw .invalidRequest("The body is no JSON object.") }
        let texts = members.compactMap { member in member.value.string.map { (member.name, $0) } }
        return Dictionary(texts.filter { !$0.1.isEmpty }) { first, _ in first }
    }
}
