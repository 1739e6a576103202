package import AccessModel

extension IndexSnapshot {
    /// Which users would gain or lose which logins, roles and permissions, in the tenant and in each organization, if
    /// the changes were made. Costs by the users that the changes can touch, and a quick look at all.
    ///
    /// Changes are those of the feed: what follows from others is not repeated. Whom the next login would make a member
    /// of an organization counts as one.
    ///
    /// - Parameters:
    ///   - limit: how many users each finding names at most.
    ///   - detail: how many users are shown with all that would happen to them.
    ///   - extra: effects in the whole tenant of which the index does not know.
    package func effects(
        of changes: [Change],
        at instant: Timestamp,
        naming limit: Int = .max,
        detailing detail: Int = 0,
        with extra: (User.ID) -> [AccessEffect] = { _ in [] }
    ) -> AccessEffects {
        var new = directory
        for change in changes { new.apply(change) }
        new.finish()
        var effects = AccessEffects(naming: limit, detailing: detail)
        var comparison = DirectoryComparison(directory, new, at: instant)
        let places = ReachedPlaces(of: changes, directory, new)
        for user in ReachedUsers(of: changes, directory, new).all {
            var found = extra(user).map { AccessEffects.Placed(organization: nil, effect: $0) }
            for place in places.all(of: user) {
                found += comparison.effects(on: user, in: place?.id)
                    .map { AccessEffects.Placed(organization: place, effect: $0) }
            }
            effects.add(found, on: user)
        }
        return effects
    }
}

/// A directory before and after, asked the same questions.
private struct DirectoryComparison {
    private struct Pair: Hashable {
        var before: Standing
        var after: Standing
    }

    private let old: Directory
    private let new: Directory
    private let instant: Timestamp
    /// Many users stand alike.
    private var known: [Pair: [AccessEffect]] = [:]

    init(_ old: Directory, _ new: Directory, at instant: Timestamp) {
        (self.old, self.new, self.instant) = (old, new, instant)
    }

    mutating func effects(on user: User.ID, in organization: Organization.ID?) -> [AccessEffect] {
        let pair = Pair(
            before: old.standing(of: user, in: organization, at: instant),
            after: new.standing(of: user, in: organization, at: instant)
        )
        if let effects = known[pair] { return effects }
        let effects = AccessEffect.all(from: pair.before, in: old, to: pair.after, in: new)
        known[pair] = effects
        return effects
    }
}
