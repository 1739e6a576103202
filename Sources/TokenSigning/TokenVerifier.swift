package import AccessModel

/// Verifies compact JWS offline, against a key set that its caller trusts.
///
/// The key decides the algorithm and the header must agree; the token must say which key signed it and when it ends.
package struct TokenVerifier: Sendable {
    package var keys: JSONWebKeySet
    /// What `iss` must be; nil takes any.
    package var issuer: String?
    /// What must be among `aud`; nil takes any.
    package var audience: String?
    /// What kind `typ` must name; nil takes any that Rollcall signs.
    package var kind: TokenKind?
    /// How far apart the clocks of signer and verifier may be.
    package var leeway: Duration

    package init(
        keys: JSONWebKeySet,
        issuer: String? = nil,
        audience: String? = nil,
        kind: TokenKind? = .claims,
        leeway: Duration = .seconds(60)
    ) {
        self.keys = keys
        self.issuer = issuer
        self.audience = audience
        self.kind = kind
        self.leeway = leeway
    }

    /// Returns what was signed, or throws why it is not to be believed. Nothing of a token is looked at beyond its form
    /// and header before its signature holds.
    package func verify(_ token: [UInt8], at now: Timestamp) throws(VerificationError) -> VerifiedToken {
        let parts = try CompactToken(token)
        try checkSignature(of: parts)
        let kind = try kind(of: parts.header)
        let claims = try RegisteredClaims(json: parts.payload)
        try claims.checkTimes(at: now, leeway: leeway)
        guard issuer.isNilOrAmong([claims.issuer].compactMap(\.self)) else { throw .wrongIssuer(claims.issuer) }
        guard audience.isNilOrAmong(claims.audience) else { throw .wrongAudience(claims.audience) }
        return VerifiedToken(header: parts.header, kind: kind, payload: parts.payload)
    }

    private func checkSignature(of token: CompactToken) throws(VerificationError) {
        guard let key = keys.verificationKey(id: token.header.keyID) else { throw .unknownKey(token.header.keyID) }
        guard key.key.algorithm == token.header.algorithm else {
            throw .algorithmMismatch(key: key.key.algorithm, token: token.header.algorithm)
        }
        guard key.verifies(token.signature, of: token.signed) else { throw .badSignature }
    }

    private func kind(of header: VerifiedToken.Header) throws(VerificationError) -> TokenKind {
        guard let found = TokenKind(type: header.type), found == kind ?? found else { throw .wrongType(header.type) }
        return found
    }
}

extension String? {
    /// Byte for byte, as RFC 7519 compares; `==` would take different spellings of one letter for the same.
    fileprivate func isNilOrAmong(_ claims: [String]) -> Bool {
        guard let self else { return true }
        return claims.contains { $0.utf8.elementsEqual(self.utf8) }
    }
}
