import AccessModel
import DirectoryStorage
import Foundation

/// The claims of an access token, as RFC 9068 has them.
struct AccessToken: Codable, Sendable {
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

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case subject = "sub"
        case client = "client_id"
        case audience = "aud"
        case issued = "iat"
        case expires = "exp"
        case id = "jti"
        case scope
        case secretNumber = "secret_number"
    }

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

    init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(json))
    }

    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return [UInt8](try encoder.encode(self))
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try container.decode(String.self, forKey: .issuer)
        audience = try container.decode(String.self, forKey: .audience)
        client = try container.decode(ClientRecord.ID.self, forKey: .client)
        issued = try container.decode(Int64.self, forKey: .issued)
        expires = try container.decode(Int64.self, forKey: .expires)
        id = try container.decode(String.self, forKey: .id)
        scopes = Set(scopeList: try container.decode(String.self, forKey: .scope))
        secretNumber = try container.decode(Int.self, forKey: .secretNumber)
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(issuer, forKey: .issuer)
        try container.encode(client, forKey: .subject)
        try container.encode(client, forKey: .client)
        try container.encode(audience, forKey: .audience)
        try container.encode(issued, forKey: .issued)
        try container.encode(expires, forKey: .expires)
        try container.encode(id, forKey: .id)
        try container.encode(scopes.scopeList, forKey: .scope)
        try container.encode(secretNumber, forKey: .secretNumber)
    }
}

extension Set<String> {
    /// A list as OAuth has it: separated by spaces (RFC 6749 section 3.3).
    init(scopeList: String) {
        self.init(scopeList.split(separator: " ").map(String.init))
    }

    var scopeList: String { sorted().joined(separator: " ") }
}
