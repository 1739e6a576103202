package import AccessModel

/// The whole directory at one revision, immutable.
package final class IndexSnapshot: Sendable {
    package let revision: Revision
    private let rows: Rows

    init(_ rows: Rows, revision: Revision) {
        self.rows = rows
        self.revision = revision
    }

    /// Answers a check. Total: it cannot throw, wait, lock or read a clock.
    package func decide(_ request: DecisionRequest) -> Decision {
        rows.explain(request).decision
    }

    /// Answers a check with the shortest chain that permits it; the decision is always that of ``decide(_:)``.
    package func explain(_ request: DecisionRequest) -> Explanation {
        rows.explain(request)
    }

    /// Answers a login.
    package func login(_ request: LoginRequest) -> LoginOutcome {
        rows.login(request)
    }

    /// The roles of a user in one context. A non-member of the organization has none.
    package func effectiveRoles(of subject: SubjectReference, organization: String?) -> EffectiveRolesOutcome {
        rows.effectiveRoles(of: subject, organization: organization)
    }

    /// The state after `changeSets`, which follow this revision without gaps.
    package func applying(_ changeSets: [ChangeSet]) -> IndexSnapshot {
        var rows = rows
        for change in changeSets.lazy.flatMap(\.changes) { rows.apply(change) }
        return IndexSnapshot(rows, revision: changeSets.last?.revision ?? revision)
    }

    package var counts: IndexCounts {
        IndexCounts(
            users: rows.users.count,
            groups: rows.groups.count,
            memberships: rows.members.values.reduce(0) { $0 + $1.count },
            organizations: rows.organizations.count,
            roles: rows.roles.count,
            assignments: rows.assignments.count
        )
    }
}
