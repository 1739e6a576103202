import AccessModel
import GRDB

extension SQLiteTransaction {
    /// Refuses groups that were just put into the group where that nests more than the limits let. Costs by the nested
    /// memberships above and below, of which there are at most as many as a connection may have.
    ///
    /// Depth is counted along the shortest ways, as answers name them; so cycles are harmless.
    func checkNesting(of members: [Group.Member], in group: Group.ID) throws(StoreError) {
        var children = [Int64]()
        for case .group(let id) in members {
            if let key = try groupKey(id) { children.append(key) }
        }
        guard !children.isEmpty, let holder = try groupKey(group) else { return }
        try checkNestedMemberships(inConnectionOf: holder)
        let limit = limits.depthOfNesting
        let above = try levels(from: [holder], atMost: limit) { key throws(StoreError) in
            try session.all(
                "SELECT group_key FROM members WHERE member_kind = 1 AND member_key = ?",
                key,
                decode: { $0[0] }
            )
        }
        let below = try levels(from: children, atMost: limit) { key throws(StoreError) in
            try session.all(
                "SELECT member_key FROM members WHERE group_key = ? AND member_kind = 1",
                key,
                decode: { $0[0] }
            )
        }
        if above + below > limit { throw .nestedTooDeep(group, limit: limit) }
    }

    private func checkNestedMemberships(inConnectionOf group: Int64) throws(StoreError) {
        let limit = limits.nestedMembershipsPerConnection
        let count = try count(
            "SELECT nested_memberships FROM connections WHERE key = (SELECT connection_key FROM groups WHERE key = ?)",
            group
        )
        if count > limit { throw .tooManyNestedMemberships(limit: limit) }
    }

    /// How many steps there are from one group to the next, the beginning counted, to the farthest; more than `limit` are
    /// not looked for.
    private func levels(
        from start: [Int64],
        atMost limit: Int,
        next: (Int64) throws(StoreError) -> [Int64]
    ) throws(StoreError) -> Int {
        var seen = Set(start)
        var level = start
        var count = 0
        while !level.isEmpty, count <= limit {
            count += 1
            var following = [Int64]()
            for key in level {
                for found in try next(key) where seen.insert(found).inserted { following.append(found) }
            }
            level = following
        }
        return count
    }
}
