package import AccessModel

extension PolicyTestCase {
    /// Judges the answer to ``Question/check(_:)``.
    package func judge(decision: Decision) -> PolicyTestVerdict {
        switch (expectation, decision) {
        case (.permit(nil), .permit), (.deny(nil), .deny):
            .pass
        case (.permit(let role?), .permit(let got)):
            verdict(got == .derived(from: role), got: got.map { "permit by role \($0)" } ?? "permit")
        case (.deny(let reason?), .deny(let got)):
            verdict(reason == got, got: decision.words)
        case (.permit, .deny), (.deny, .permit), (.claims, _), (.refuse, _):
            verdict(false, got: decision.words)
        }
    }

    /// Judges the answer to ``Question/claims(_:)``, the last one, where `joined` says whether the one before was to
    /// join the organization.
    package func judge(login: LoginOutcome, joined: Bool) -> PolicyTestVerdict {
        switch (expectation, login) {
        case (.claims(let expected), .permit(let claims)):
            let differences = expected.differences(from: claims.roles) + expected.differences(from: claims, joined)
            return differences.isEmpty ? .pass : .failure(differences.joined(separator: "; "))
        case (.refuse(nil), .refuse):
            return .pass
        case (.refuse(let reason?), .refuse(let got)):
            return verdict(reason == got, got: login.words)
        case (.claims, _), (.refuse, _), (.permit, _), (.deny, _):
            return verdict(false, got: login.words)
        }
    }

    /// Judges the answer to ``Question/roles(_:organization:)``.
    package func judge(roles: EffectiveRolesOutcome) -> PolicyTestVerdict {
        switch (expectation, roles) {
        case (.claims(let expected), .roles(let got)):
            let differences = expected.differences(from: got)
            return differences.isEmpty ? .pass : .failure(differences.joined(separator: "; "))
        case (.deny(nil), .denied):
            return .pass
        case (.deny(let reason?), .denied(let got)):
            return verdict(reason == got, got: roles.words)
        case (.claims, _), (.deny, _), (.permit, _), (.refuse, _):
            return verdict(false, got: roles.words)
        }
    }

    private func verdict(_ holds: Bool, got: String) -> PolicyTestVerdict {
        holds ? .pass : .failure("expected \(expectation.words), got \(got)")
    }
}

extension ExpectedClaims {
    fileprivate func differences(from got: EffectiveRoles) -> [String] {
        let tenant = got.tenantRoles.map(\.name)
        let organization = got.organizationRoles.map(\.name)
        return [
            difference("roles", roles, Array(Set(tenant + organization))),
            difference("tenant roles", tenantRoles, tenant),
            difference("organization roles", organizationRoles, organization),
        ].compactMap(\.self)
    }

    fileprivate func differences(from claims: LoginClaims, _ joined: Bool) -> [String] {
        let joining = joins.flatMap { expected in
            expected == joined
                ? nil : "expected the login \(expected ? "" : "not ")to make a member of the organization"
        }
        return [
            difference("permissions", permissions, claims.permissions),
            difference("groups", groups, claims.groups),
            joining,
        ].compactMap(\.self)
    }

    private func difference(_ list: String, _ expected: [String]?, _ got: [String]?) -> String? {
        guard let expected, expected.sorted() != got?.sorted() else { return nil }
        return "expected \(list) \(expected.words), got \(got?.words ?? "none at all")"
    }
}

extension PolicyTestExpectation {
    fileprivate var words: String {
        switch self {
        case .permit(let role): role.map { "permit by role \($0.quoted)" } ?? "permit"
        case .deny(let reason): reason.map { "deny (\($0.rawValue))" } ?? "deny"
        case .claims: "roles and claims"
        case .refuse(let reason): reason.map { "refuse (\($0.rawValue))" } ?? "refuse"
        }
    }
}

extension Decision {
    fileprivate var words: String {
        switch self {
        case .permit: "permit"
        case .deny(let reason): "deny (\(reason.rawValue))"
        }
    }
}

extension LoginOutcome {
    fileprivate var words: String {
        switch self {
        case .permit: "claims"
        case .join: "to join the organization, again"
        case .refuse(let reason): "refuse (\(reason.rawValue))"
        }
    }
}

extension EffectiveRolesOutcome {
    fileprivate var words: String {
        switch self {
        case .roles: "roles"
        case .denied(let reason): "deny (\(reason.rawValue))"
        }
    }
}

extension [String] {
    fileprivate var words: String { isEmpty ? "`[]`" : sorted().quotedList }
}
