import AccessIndex
import AccessModel
import TokenSigning

/// Answers logins with signed claims. Blocking: never called on an event loop.
struct ClaimsIssuer: Sendable {
    enum Outcome: Sendable {
        case answer(Answer, LoginVerdict)
        /// The membership must be committed first.
        case join(OrganizationMember)
    }

    let signer: TokenSigner
    let tokens: TokenSettings
    let limits: LimitReports

    /// `joined` says that this login made a membership, and no other.
    func issue(
        _ question: ClaimsQuestion,
        from snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        joined: Bool,
        now: Timestamp
    ) throws(SigningError) -> Outcome {
        guard basis.freshness != .stale else { return refuse(.stale, question, joined, basis) }
        switch snapshot.login(question.login, at: now) {
        case .join(let member): return .join(member)
        case .refuse(let refusal): return refuse(refusal, question, joined, basis)
        case .permit(let claims):
            let token = token(for: question, claims.limiting(groups: tokens.groups, in: snapshot), basis, now)
            let payload = token.json
            guard payload.count <= tokens.largestPayload else { return refuse(.tooLarge, question, joined, basis) }
            let signed = try signer.sign(payload, as: .claims)
            let body = ClaimsAnswer.permit(token, payload, signed: signed, joined: joined, from: snapshot, basis)
            if signed.count >= tokens.warningBytes {
                limits.reached("token.warn_bytes", by: claims.roles.user.connectionName ?? "other")
            }
            let answer = Answer(body: body, basis: basis, warning: question.warning)
            return .answer(answer, .permit(tokenBytes: signed.count))
        }
    }

    private func refuse(
        _ refusal: LoginRefusal,
        _ question: ClaimsQuestion,
        _ joined: Bool,
        _ basis: AnswerBasis
    ) -> Outcome {
        let body = ClaimsAnswer.refuse(refusal, question.login, joined: joined, basis)
        return .answer(Answer(body: body, basis: basis, warning: question.warning), .refuse(refusal))
    }

    private func token(
        for question: ClaimsQuestion,
        _ claims: LoginClaims,
        _ basis: AnswerBasis,
        _ now: Timestamp
    ) -> ClaimsToken {
        var generator = SystemRandomNumberGenerator()
        let lifetime = question.lifetime.map { min(Int64($0), tokens.longestLifetime.components.seconds) }
        let expires = now + (lifetime.map { .seconds($0) } ?? tokens.lifetime)
        return ClaimsToken(
            claims: claims,
            issuer: tokens.issuer,
            audience: question.login.audience ?? tokens.defaultAudience,
            issued: now,
            expires: min(expires, claims.expires ?? expires),
            id: ClaimsToken.makeID(using: &generator),
            nonce: question.nonce,
            revision: basis.revision,
            form: tokens.claims
        )
    }
}

extension LoginClaims {
    /// The same, naming no more groups than the setting allows.
    fileprivate func limiting(groups setting: TokenSettings.Groups, in snapshot: IndexSnapshot) -> Self {
        guard let groups, setting != .all else { return self }
        var limited = self
        guard setting == .granting else {
            limited.groups = nil
            return limited
        }
        let granting = Set(roles.grantingGroups.compactMap { snapshot.group($0).map { Array($0.name.utf8) } })
        limited.groups = groups.filter { granting.contains(Array($0.utf8)) }
        return limited
    }
}

extension EffectiveRoles {
    /// The groups that the roles are assigned to: of each chain the last.
    fileprivate var grantingGroups: Set<Group.ID> {
        let sources = (tenantRoles + organizationRoles).flatMap(\.sources)
        return Set(
            sources.compactMap { source in
                guard case .groups(let chain, _) = source else { return nil }
                return chain.last
            }
        )
    }
}

extension User.ID {
    /// Of `strategy|connection|id`.
    fileprivate var connectionName: String? {
        let parts = rawValue.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : nil
    }
}
