import AccessModel
import StrictJSON

/// The claims of RFC 7519 that decide whether a token may be believed at all.
struct RegisteredClaims {
    let issuer: String?
    let audience: [String]
    /// Seconds since 1970, perhaps with a fraction.
    let expiry: Double?
    let notBefore: Double?
    let issuedAt: Double?

    /// A signature holds already; what was signed may still be anything.
    private static let limits = JSONLimits(bytes: CompactToken.sizeLimit, depth: 32, membersPerObject: 10_000)

    init(json: [UInt8]) throws(VerificationError) {
        guard let claims = try? JSONValue(json: json, limits: Self.limits).object,
            let issuer = claims.text("iss"), let expiry = claims.number("exp"),
            let notBefore = claims.number("nbf"), let issuedAt = claims.number("iat"),
            let audience = Self.audience(claims["aud"])
        else { throw .malformedClaims }
        self.issuer = issuer
        self.audience = audience
        self.expiry = expiry
        self.notBefore = notBefore
        self.issuedAt = issuedAt
    }

    /// One text or several; nil for anything else.
    private static func audience(_ claim: JSONValue?) -> [String]? {
        switch claim {
        case nil, .null?: return []
        case .string(let one)?: return [one]
        case .array(let elements)?:
            let texts = elements.compactMap(\.string)
            return texts.count == elements.count ? texts : nil
        case .boolean?, .number?, .object?: return nil
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
