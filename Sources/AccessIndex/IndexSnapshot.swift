package import AccessModel

/// The whole directory at one revision, immutable.
package final class IndexSnapshot: Sendable {
    package let revision: Revision
    private let directory: Directory

    /// The directory must be finished.
    init(_ directory: Directory, revision: Revision) {
        self.directory = directory
        self.revision = revision
    }

    /// Answers a check. Total: it cannot throw, wait, lock, read a clock or allocate.
    package func decide(_ request: DecisionRequest) -> Decision {
        directory.decide(request)
    }

    /// Answers a check with the shortest chain that permits it; the decision is always that of ``decide(_:)``.
    ///
    /// Shortest counts groups and roles together; among equals the chain with fewer groups, then the first role by id,
    /// then the first groups by id.
    package func explain(_ request: DecisionRequest) -> Explanation {
        directory.explain(request)
    }

    /// The roles of which any would permit a denied request, by name: those that the user has, under conditions that do
    /// not hold; where it has none, all that carry the permission.
    package func nearestRoles(to request: DecisionRequest) -> [Role] {
        directory.nearestRoles(to: request)
    }

    package func group(_ id: Group.ID) -> Group? {
        directory.groups.ordinal(id: id).flatMap { directory.groups[$0] }
    }

    package func organization(idOrName text: String) -> Organization? {
        let organizations = directory.organizations
        return organizations.entities.ordinal(idOrName: text).flatMap { organizations[$0] }
    }

    /// Answers a login.
    package func login(_ request: LoginRequest) -> LoginOutcome {
        directory.login(request)
    }

    /// The roles of a user in one context. A non-member of the organization has none.
    package func effectiveRoles(of subject: SubjectReference, organization: String?) -> EffectiveRolesOutcome {
        directory.effectiveRoles(of: subject, organization: organization)
    }

    /// The state after `changeSets`, which follow this revision without gaps. Shares all that they do not touch.
    package func applying(_ changeSets: [ChangeSet]) -> IndexSnapshot {
        var directory = directory
        for changeSet in changeSets {
            for change in changeSet.changes { directory.apply(change) }
        }
        directory.finish()
        return IndexSnapshot(directory, revision: changeSets.last?.revision ?? revision)
    }

    /// What the index holds, and the memory it takes. Cheap enough for every scrape of metrics.
    package var counts: IndexCounts {
        IndexCounts(
            users: directory.users.count,
            groups: directory.groups.count,
            memberships: directory.memberships,
            organizations: directory.organizations.count,
            roles: directory.roles.count,
            assignments: directory.assignments.count + directory.directGrants,
            bytes: directory.heapBytes
        )
    }
}
