import AccessModel
import DirectoryStorage
import Foundation
import StrictJSON

/// The claims of an access token, as RFC 9068 has them.
struct AccessToken: Sendable {
    var issuer: String
    var audience: String
    /// The client: `sub` and `client_id`.
    var client: ClientRecord.ID
    var issued: Int64
    var expires: Int64
    var id: String
    var scopes: Set<String>
    /// Which of the client's secrets obtained it.
    var secretNumber: Int

    init(_ client: ClientRecord, scopes: Set<String>, _ settings: AccessSettings, now: Timestamp) {
        issuer = settings.issuer
        audience = settings.audience
        self.client = client.id
        issued = now.seconds
        expires = now.seconds + settings.lifetime.components.seconds
        id = UUID().uuidString.lowercased()
        self.scopes = scopes
        secretNumber = client.secretNumber
    }

    /// Nil where a claim is missing or of another type.
    init?(json: [UInt8]) {
        guard let claims = try? JSONValue(json: json, limits: JSONLimits(bytes: 1 << 16, depth: 4)).object,
            let issuer = claims["iss"]?.string, let audience = claims["aud"]?.string,
            let client = claims["client_id"]?.string, let issued = claims["iat"]?.integer,
            let expires = claims["exp"]?.integer, let id = claims["jti"]?.string,
            let scope = claims["scope"]?.string, let secretNumber = claims["secret_number"]?.integer
        else { return nil }
        self.issuer = issuer
        self.audience = audience
        self.client = ClientRecord.ID(client)
        self.issued = Int64(issued)
        self.expires = Int64(expires)
        self.id = id
        scopes = Set(scopeList: scope)
        self.secretNumber = secretNumber
    }

    var json: [UInt8] {
        let claims: JSONValue = [
            "aud": .string(audience), "client_id": .string(client.rawValue), "exp": .integer(Int(expires)),
            "iat": .integer(Int(issued)), "iss": .string(issuer), "jti": .string(id),
            "scope": .string(scopes.scopeList), "secret_number": .integer(secretNumber),
            "sub": .string(client.rawValue),
        ]
        return claims.json
    }
}

extension Set<String> {
    /// A list as OAuth has it: separated by spaces (RFC 6749 section 3.3).
    init(scopeList: String) {
        self.init(scopeList.split(separator: " ").map(String.init))
    }

    var scopeList: String { sorted().joined(separator: " ") }
}
