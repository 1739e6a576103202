package import AccessModel
package import DirectoryStorage
import HTTPTypes
package import Hummingbird
import RequestAdmission
package import TokenSigning

/// Says which client of the management API a request comes from, by the access token that it carries.
package struct ClientAuthority: Sendable {
    /// How far this machine's clock may have been set back since a token was made.
    private static let leeway = Duration.seconds(5)

    let store: any DirectoryStore
    let signer: TokenSigner
    let settings: AccessSettings
    let now: Now
    /// The clock of rates.
    let monotonicNow: MonotonicNow
    /// Of requests that show neither a genuine token nor a client's secret, by where they come from. One address has many clients, so that it may fail
    /// ten times as often as one of them.
    private let strangers: SharedRates<String>

    /// - Parameter signer: signs access tokens, and its keys verify them.
    package init(
        store: any DirectoryStore,
        signer: TokenSigner,
        settings: AccessSettings,
        now: @escaping Now,
        monotonicNow: @escaping MonotonicNow
    ) {
        self.store = store
        self.signer = signer
        self.settings = settings
        self.now = now
        self.monotonicNow = monotonicNow
        strangers = SharedRates(perMinute: settings.failuresPerMinute * 10, clock: monotonicNow)
    }

    /// The client, with the scopes that both it and its token have. Throws a ``ManagementError`` that says 401, or
    /// ``RateExceeded``.
    ///
    /// INVARIANT (nobody is kept out by strangers): only what is not genuine is charged. A token that this server signed is
    /// looked at, and told when it has expired, whatever others send.
    ///
    /// INVARIANT (revocation is immediate): the client is looked for in the store on every request, so that a token is
    /// worth nothing once its client, or the secret that obtained it, is gone.
    package func caller(of request: Request) async throws -> ManagementCaller {
        guard let text = request.headers[.authorization] else {
            try chargeStranger(showing: "")
            throw ManagementError.missingToken
        }
        guard let header = AuthorizationHeader(text), header.scheme == .bearer else {
            try chargeStranger(showing: text)
            throw ManagementError.invalidToken("Invalid token.")
        }
        let token = try verified(header.credentials)
        return try await store.lookUp { try ManagementCaller(token, in: $0) }
    }

    /// Charges a request without good credentials, wherever it is found that it has none.
    func chargeStranger(showing credentials: String) throws(RateExceeded) {
        try strangers.charge(PeerConnection.current?.address ?? credentials)
    }

    private func verified(_ token: String) throws -> AccessToken {
        let verifier = TokenVerifier(
            keys: signer.keySet,
            issuer: settings.issuer,
            audience: settings.audience,
            kind: .access,
            leeway: Self.leeway
        )
        do throws(VerificationError) {
            let verified = try verifier.verify(Array(token.utf8), at: now())
            guard let token = AccessToken(json: verified.payload) else { throw .malformedClaims }
            return token
        } catch {
            if !error.isOfGenuineToken { try chargeStranger(showing: token) }
            throw ManagementError.invalidToken(error.sentence)
        }
    }
}

extension ManagementError {
    /// Nothing was shown at all; RFC 6750 section 3.1 wants no more than the challenge.
    fileprivate static let missingToken = Self(
        .unauthorized,
        "Missing authentication.",
        headers: [.wwwAuthenticate: #"Bearer realm="rollcall""#]
    )

    static func invalidToken(_ sentence: String) -> Self {
        Self(
            .unauthorized,
            sentence,
            errorCode: "invalid_token",
            headers: [.wwwAuthenticate: #"Bearer realm="rollcall", error="invalid_token""#]
        )
    }
}

extension VerificationError {
    /// Whether the signature holds, and something else does not.
    fileprivate var isOfGenuineToken: Bool {
        switch self {
        case .expired, .notYetValid, .issuedInFuture, .missingExpiry, .malformedClaims, .wrongIssuer, .wrongAudience,
            .wrongType:
            true
        default: false
        }
    }

    /// What the bearer is told. Only of a token that is genuine does it say more than that it is not.
    fileprivate var sentence: String {
        switch self {
        case .badSignature, .unknownKey: "Invalid signature received for JSON Web Token validation."
        case .expired: "Expired token received for JSON Web Token validation."
        default: "Invalid token."
        }
    }
}
