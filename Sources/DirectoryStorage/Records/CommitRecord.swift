package import AccessModel

/// A commit as the history keeps it: who made it, when and by which path, and what it changed and did.
package struct CommitRecord: Sendable, Equatable {
    /// One change, and what was there before it.
    package struct RecordedChange: Sendable, Equatable {
        package var change: Change
        /// The record that the change replaced or ended; nil where it made something new, added or removed.
        package var former: Change?

        package init(_ change: Change, former: Change? = nil) {
            self.change = change
            self.former = former
        }
    }

    /// The most changes that a record names; a commit may have any number.
    package static let changeLimit = 100

    /// The state that holds the commit; nil where it did nothing that answers depend on.
    package var revision: Revision?
    package var instant: Timestamp
    package var author: Author
    package var request: RequestID?
    /// The first of those that were asked for.
    package var changes: [RecordedChange]
    /// How many were asked for.
    package var changeCount: Int
    package var actions: [ManagementAction]

    package init(
        revision: Revision?,
        instant: Timestamp,
        author: Author,
        request: RequestID? = nil,
        changes: [RecordedChange] = [],
        changeCount: Int = 0,
        actions: [ManagementAction] = []
    ) {
        self.revision = revision
        self.instant = instant
        self.author = author
        self.request = request
        self.changes = changes
        self.changeCount = changeCount
        self.actions = actions
    }
}

/// Which commits are asked for. Everything that is said must hold.
package struct CommitQuery: Sendable, Hashable {
    /// What a change is about.
    package enum Subject: Sendable, Hashable {
        case user(User.ID)
        case group(Group.ID)
        case role(Role.ID)
        case organization(Organization.ID)
        case connection(Connection.ID)
    }

    /// Empty is all of them.
    package var paths: Set<Author.Path>
    /// Only commits that change it, or end something of it, and of these only the changes that do.
    package var subjects: [Subject]
    /// Numbers, both included. Commits without a revision are left out where this is said.
    package var revisions: ClosedRange<UInt64>?
    /// Not before.
    package var since: Timestamp?
    /// Before.
    package var until: Timestamp?

    package init(
        paths: Set<Author.Path> = [],
        subjects: [Subject] = [],
        revisions: ClosedRange<UInt64>? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.paths = paths
        self.subjects = subjects
        self.revisions = revisions
        self.since = since
        self.until = until
    }
}

extension CommitQuery.Subject {
    var id: String {
        switch self {
        case .user(let id): id.rawValue
        case .group(let id): id.rawValue
        case .role(let id): id.rawValue
        case .organization(let id): id.rawValue
        case .connection(let id): id.rawValue
        }
    }
}
