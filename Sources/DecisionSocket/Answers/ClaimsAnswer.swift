package import AccessIndex
package import AccessModel

/// The answer to a login.
package enum ClaimsAnswer {
    /// A permitted login: the claims, readable and signed.
    package static func permit(
        _ token: ClaimsToken,
        _ payload: [UInt8],
        signed: [UInt8],
        joined: Bool,
        from snapshot: IndexSnapshot,
        _ basis: AnswerBasis
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: payload.count + signed.count + 1_024)
        writer.beginObject()
        writer.member("outcome", "permit")
        writer.member("reason", "granted")
        if joined { writer.member("joined", true) }
        writer.members(token.claims.roles, from: snapshot)
        writer.member("permissions", token.claims.permissions ?? [])
        if let groups = token.claims.groups { writer.member("groups", groups) }
        writer.key("claims")
        writer.raw(payload)
        writer.key("token")
        writer.string(ascii: signed)
        writer.member("expires_at", Timestamp(seconds: token.expires.seconds).description)
        writer.member(basis)
        writer.endObject()
        return writer.bytes
    }

    /// A refused login. `joined`: it had made a membership when something else came between.
    package static func refuse(
        _ refusal: LoginRefusal,
        _ login: LoginRequest,
        joined: Bool,
        _ basis: AnswerBasis
    ) -> [UInt8] {
        let error = refusal.oauthError(for: login)
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.member("outcome", "deny")
        writer.member("reason", refusal.rawValue)
        if joined { writer.member("joined", true) }
        writer.member("error", error.code)
        writer.member("error_description", error.description)
        writer.member(basis)
        writer.endObject()
        return writer.bytes
    }
}

extension LoginRefusal {
    /// What a login pipeline passes on: an OAuth error code and its description.
    package func oauthError(for login: LoginRequest) -> (code: String, description: String) {
        let user = login.subject.text
        let organization = login.organization ?? ""
        return switch self {
        case .stale: ("temporarily_unavailable", "the directory is older than its freshness limit")
        case .unknownSubject: ("access_denied", "user \(user) is not known")
        case .blockedSubject: ("unauthorized", "user is blocked")
        case .unknownConnection: ("invalid_request", "connection \(login.connection ?? "") does not exist")
        case .otherConnection:
            ("access_denied", "user \(user) does not belong to connection \(login.connection ?? "")")
        case .unknownAudience: ("access_denied", "Service not found: \(login.audience ?? "")")
        case .unknownOrganization: ("invalid_request", "organization \(organization) does not exist")
        case .noConnectionsEnabled: ("invalid_request", "no connections enabled for the organization")
        case .connectionNotEnabled: ("access_denied", "the connection is not enabled for the organization")
        case .notAMember: ("access_denied", "user \(user) is not part of the \(organization) organization")
        case .tooLarge: ("access_denied", "the claims of user \(user) are larger than a token may be")
        }
    }
}
