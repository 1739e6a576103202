package import AccessModel

/// The whole directory at one revision, immutable.
package final class IndexSnapshot: Sendable {
    package let revision: Revision
    let directory: Directory

    /// The directory must be finished.
    init(_ directory: Directory, revision: Revision) {
        self.directory = directory
        self.revision = revision
    }

    // What has an end ends at the instant itself: every question says when it is asked.

    /// Answers a check. Total: it cannot throw, wait, lock, read a clock or allocate.
    package func decide(_ request: DecisionRequest, at instant: Timestamp) -> Decision {
        directory.decide(request, at: instant)
    }

    /// Answers a check with the shortest chain that permits it; the decision is always that of ``decide(_:at:)``.
    ///
    /// Shortest counts groups and roles together; among equals the chain with fewer groups, then the first role by id,
    /// then the first groups by id.
    package func explain(_ request: DecisionRequest, at instant: Timestamp) -> Explanation {
        directory.explain(request, at: instant)
    }

    /// The roles of which any would permit a denied request, by name: those that the user has, under conditions that do
    /// not hold; where it has none, all that carry the permission, if perhaps under conditions.
    package func nearestRoles(to request: DecisionRequest, at instant: Timestamp) -> [Role] {
        directory.nearestRoles(to: request, at: instant)
    }

    /// What alone stands between the user of a denied request and its permission: of the nearest kind, all of which each
    /// would do. For one who is no member, the membership, and the setting that keeps a login from making it. Empty where
    /// more than one is missing everywhere.
    package func missingLinks(to request: DecisionRequest, at instant: Timestamp) -> [MissingLink] {
        directory.missingLinks(to: request, at: instant)
    }

    package func group(_ id: Group.ID) -> Group? {
        directory.groups.ordinal(id: id).flatMap { directory.groups[$0] }
    }

    package func connection(_ id: Connection.ID) -> Connection? {
        directory.connections.ordinal(id: id.rawValue).flatMap { directory.connections[$0] }
    }

    package func organization(idOrName text: String) -> Organization? {
        let organizations = directory.organizations
        return organizations.entities.ordinal(idOrName: text).flatMap { organizations[$0] }
    }

    /// Answers a login.
    package func login(_ request: LoginRequest, at instant: Timestamp) -> LoginOutcome {
        directory.login(request, at: instant)
    }

    /// The roles of a user in one context. A non-member of the organization has none.
    package func effectiveRoles(
        of subject: SubjectReference,
        organization: String?,
        at instant: Timestamp
    ) -> EffectiveRolesOutcome {
        directory.effectiveRoles(of: subject, organization: organization, at: instant)
    }

    /// The permissions of the API that a user has in one context, as a check without properties would permit them. A
    /// non-member of the organization has none.
    package func effectivePermissions(
        of subject: SubjectReference,
        api: String,
        organization: String?,
        at instant: Timestamp
    ) -> EffectivePermissionsOutcome {
        directory.effectivePermissions(of: subject, api: api, organization: organization, at: instant)
    }

    /// The groups through which a user has the role in one context, or one that inherits it: those that the assignments
    /// name, each once, by id. None where a question about the user's roles is denied.
    package func groupsGiving(
        _ role: Role.ID,
        to subject: SubjectReference,
        organization: String?,
        at instant: Timestamp
    ) -> [Group] {
        directory.groupsGiving(role, to: subject, organization: organization, at: instant)
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
