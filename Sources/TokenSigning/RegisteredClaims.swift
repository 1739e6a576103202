import AccessModel
import Foundation

/// The claims of RFC 7519 that decide whether a token may be believed at all.
struct RegisteredClaims: Decodable {
    let issuer: String?
    let audience: [String]
    /// Seconds since 1970, perhaps with a fraction.
    let expiry: Double?
    let notBefore: Double?
    let issuedAt: Double?

    private enum CodingKeys: String, CodingKey {
        case issuer = "iss"
        case audience = "aud"
        case expiry = "exp"
        case notBefore = "nbf"
        case issuedAt = "iat"
    }

    init(json: [UInt8]) throws(VerificationError) {
        guard let claims = try? JSONDecoder().decode(Self.self, from: Data(json)) else { throw .malformedClaims }
        self = claims
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        issuer = try container.decodeIfPresent(String.self, forKey: .issuer)
        expiry = try container.decodeIfPresent(Double.self, forKey: .expiry)
        notBefore = try container.decodeIfPresent(Double.self, forKey: .notBefore)
        issuedAt = try container.decodeIfPresent(Double.self, forKey: .issuedAt)
        if let one = try? container.decodeIfPresent(String.self, forKey: .audience) {
            audience = [one]
        } else {
            audience = try container.decodeIfPresent([String].self, forKey: .audience) ?? []
        }
    }

    /// A token without an end is refused: nobody could ever take it back.
    func checkTimes(at now: Timestamp, leeway: Duration) throws(VerificationError) {
        guard let expiry else { throw .missingExpiry }
        let seconds = Double(now.nanoseconds) / 1e9
        let leeway = leeway / .seconds(1)
        guard seconds < expiry + leeway else { throw .expired }
        guard seconds + leeway >= notBefore ?? seconds else { throw .notYetValid }
        guard seconds + leeway >= issuedAt ?? seconds else { throw .issuedInFuture }
    }
}
