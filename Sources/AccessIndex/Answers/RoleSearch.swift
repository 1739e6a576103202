import AccessModel

/// The best of a user's roles for one permission, found without keeping the others.
///
/// Best is what an explanation names: the shortest chain over groups and roles, among these the one with fewer groups,
/// then the first role by id.
struct RoleSearch {
    private(set) var role: Ordinal<Role>?
    /// Whether an entitlement would have permitted, had its conditions held.
    var missedCondition = false
    private var length = UInt32.max
    private var groups = UInt32.max
    private var rank = UInt32.max

    @inline(__always)
    mutating func offer(_ role: Ordinal<Role>, rank: UInt32, length: UInt32, groups: UInt32) {
        guard (length, groups, rank) < (self.length, self.groups, self.rank) else { return }
        (self.length, self.groups, self.rank) = (length, groups, rank)
        self.role = role
    }
}
