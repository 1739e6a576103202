import AccessModel

/// Groups that were deleted and whose ordinals some users still have in their lists.
///
/// Looking for the members of each would cost a look at everybody. Instead users are looked at in turn, some after each
/// batch of changes; after one round, in which everybody was looked at, no list has a group that was deleted before it.
struct DeletedGroups: Sendable {
    /// Deleted before the round began.
    private(set) var leaving: [Ordinal<Group>] = []
    /// Deleted since.
    private var waiting: [Ordinal<Group>] = []
    /// The user who is looked at next.
    private var next = 0

    var isEmpty: Bool { leaving.isEmpty && waiting.isEmpty }

    mutating func append(_ group: Ordinal<Group>) {
        waiting.append(group)
    }

    /// The next of `count` users; nil where the round is over.
    mutating func nextUser(of count: Int) -> Ordinal<User>? {
        if leaving.isEmpty || next >= count { return nil }
        defer { next += 1 }
        return Ordinal(next)
    }

    mutating func beginRound() {
        (leaving, waiting, next) = (waiting, [], 0)
    }
}

extension Directory {
    private static let usersPerBatch = 256
    private static let usersPerDeletion = 1_024

    /// Looks at some users, more where more groups were deleted, and gives back the ordinals that no list has any more.
    mutating func sweepDeletedGroups() {
        if deletedGroups.isEmpty { return }
        for _ in 0..<Self.usersPerBatch + Self.usersPerDeletion * unfinished.deletedGroups {
            if let user = deletedGroups.nextUser(of: users.ordinalCount) {
                dropDeletedGroups(of: user)
            } else {
                for group in deletedGroups.leaving { groups.release(group) }
                deletedGroups.beginRound()
                if deletedGroups.isEmpty { return }
            }
        }
    }
}
